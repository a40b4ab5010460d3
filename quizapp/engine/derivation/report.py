"""What was made of an article and what was not, for a person to read."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from quizapp.engine.derivation.decisions import Decisions
from quizapp.engine.derivation.facts import FactType
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.proposals import Derivation, Refusal
from quizapp.engine.derivation.review import Reviewed
from quizapp.engine.kinds.checks import counted
from quizapp.engine.question import Question

REPORT_TITLE = "# Questions of an article: report"
"""The first line of every report, by which one is known."""

NO_FACTS = (
    "No facts were found: the article has no table, no entry or sentence with a date, no figure "
    "and no question with its answer that could be read beyond doubt."
)

TYPE_WORDS: dict[FactType, str] = {
    "timeline": "events of timelines",
    "figure": "figures",
    "comparison": "statements of comparisons",
    "faq": "questions with their answers",
    "dated": "entries and sentences with a date",
}
GATE_WORDS = {
    "one-answer": "more than one answer would be right, or none for sure",
    "siblings": "too few other values of the same sort to choose from",
    "tolerance": "another value is too near to be told apart",
    "disputed": "the article doubts the value, or leaves it blank",
    "leak-year": "the name tells the year that is asked for",
    "leak-word": "question and answer share a telling word",
    "leak-length": "the answer stands out by its length",
    "leak-article": "a or an gives the answer away",
    "leak-sequence": "another question gives the answer away",
    "agreement": "an option doesn't fit the sentence",
    "all-none": "an option is all or none of the others",
    "double-negative": "the question would deny twice",
    "context": "the words cannot be understood without those around them",
    "opinion": "the words are an opinion",
    "kind": "the question would not be valid",
    "checker": "the answer, worked out again from the article, is another",
}
"""Why each gate stops a question, in words; `TYPE_WORDS` are those for the types of facts."""

_MOST_REFUSALS, _MOST_FACTS, _MOST_SKIPPED = 5, 100, 50
_LONGEST_QUOTE = 200
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")


def summary(derivation: Derivation, questions: Sequence[Question]) -> str:
    """Return in one sentence what was made of the article, with these questions."""
    title = _one_line(derivation.article.title) or "An article without a title"
    forms = len({question.source.form for question in questions})
    return (
        f"{title}: {counted(len(derivation.facts), 'fact')}, "
        f"{counted(len(questions), 'question')} of {counted(forms, 'form')}, "
        f"{len(derivation.refusals):,} refused; {_percent(derivation.coverage)} of the facts are "
        "asked about."
    )


def report(derivation: Derivation, decided: tuple[Decisions, Reviewed] | None = None) -> str:
    """Return the report in Markdown, with the review where decisions were made."""
    questions = [proposal.question for proposal in derivation.proposals]
    article = derivation.article
    title = _plain(article.title) or "without a title"
    parts = [
        [REPORT_TITLE],
        [f"- Article: {title}", f"- SHA-256: {article.sha256}"],
        [_plain(summary(derivation, questions))],
        *_section("Facts found", _facts(derivation)),
        *_section("Questions proposed, by form", _forms(questions)),
        *_section("Review", _review(*decided) if decided else ()),
        *_section("Refused", _refused(derivation.refusals)),
        *_section("Facts that no question rests on", _not_asked(derivation)),
        *_section("Skipped in reading", _skipped(derivation)),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def count_lines(derivation: Derivation, questions: Iterable[Question]) -> Iterator[str]:
    """Yield how many questions there are of each form and refusals of each gate, as plain text."""
    for form, count in _by_form(questions):
        yield f"{count:>6,}  {form}: {FORMS[form].label}"
    for gate, count in _by_gate(derivation.refusals):
        yield f"{count:>6,}  refused, {gate}: {GATE_WORDS.get(gate, gate)}"


def skipped_lines(derivation: Derivation, most: int) -> Iterator[str]:
    """Yield why parts of the article were not read, and that there is no fact in it."""
    if not derivation.facts:
        yield NO_FACTS
    skipped = derivation.skipped
    yield from (f"line {it.line}: {_one_line(it.reason)}" for it in skipped[:most])
    yield from _more(len(skipped), most)


def _section(title: str, lines: Iterable[str]) -> Iterator[list[str]]:
    if found := [*lines]:
        yield [f"## {title}"]
        yield found


def _facts(derivation: Derivation) -> Iterator[str]:
    asked = _asked(derivation)
    found = Counter(fact.type for fact in derivation.facts)
    covered = Counter(fact.type for fact in derivation.facts if fact.id in asked)
    for name, words in TYPE_WORDS.items():
        if count := found[name]:
            yield f"- {count:,} {words}, of which {covered[name]:,} are asked about"
    if not found:
        yield NO_FACTS


def _forms(questions: Iterable[Question]) -> Iterator[str]:
    for form, count in _by_form(questions):
        yield f"- {count:,} {form}: {FORMS[form].label}"


def _review(decisions: Decisions, reviewed: Reviewed) -> Iterator[str]:
    edited = {key for key, decision in decisions.items() if decision.verdict == "edit"}
    changed = sum(question.key in edited for question in reviewed.questions)
    yield f"- {len(reviewed.questions):,} accepted, {changed:,} of them with changes"
    yield f"- {len(reviewed.rejected):,} rejected"
    for proposal in reviewed.rejected:
        key = proposal.question.key
        yield f"    - {_code(key)}: {_plain(decisions[key].reason)}"
    yield f"- {len(reviewed.undecided):,} not decided on"
    yield from (f"    - {_code(proposal.question.key)}" for proposal in reviewed.undecided)
    if reviewed.unknown:
        yield f"- {len(reviewed.unknown):,} decided on, but no longer proposed"
        yield from (f"    - {_code(key)}" for key in reviewed.unknown)


def _refused(refusals: Sequence[Refusal]) -> Iterator[str]:
    reasons: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        reasons[refusal.gate].append(refusal)
    for gate, count in _by_gate(refusals):
        yield f"- {count:,} by {gate}: {GATE_WORDS.get(gate, gate)}"
        for refusal in reasons[gate][:_MOST_REFUSALS]:
            place = f"line {refusal.line}, {refusal.form}"
            yield f"    - {place}: {_plain(refusal.reason)} {_code(refusal.quote)}"
        yield from (f"    - {more}" for more in _more(count, _MOST_REFUSALS))


def _by_form(questions: Iterable[Question]) -> list[tuple[str, int]]:
    counts = Counter(question.source.form for question in questions)
    return [(form, counts[form]) for form in FORMS if counts[form]]


def _by_gate(refusals: Iterable[Refusal]) -> list[tuple[str, int]]:
    return Counter(refusal.gate for refusal in refusals).most_common()


def _not_asked(derivation: Derivation) -> Iterator[str]:
    asked = _asked(derivation)
    facts = [fact for fact in derivation.facts if fact.id not in asked]
    for fact in facts[:_MOST_FACTS]:
        yield f"- line {fact.line}, {fact.type}: {_code(fact.quote)}"
    yield from (f"- {more}" for more in _more(len(facts), _MOST_FACTS))


def _skipped(derivation: Derivation) -> Iterator[str]:
    for skipped in derivation.skipped[:_MOST_SKIPPED]:
        yield f"- line {skipped.line}: {_plain(skipped.reason)}"
    yield from (f"- {more}" for more in _more(len(derivation.skipped), _MOST_SKIPPED))


def _asked(derivation: Derivation) -> set[str]:
    return {fact for proposal in derivation.proposals for fact in proposal.facts}


def _more(count: int, shown: int) -> Iterator[str]:
    if count > shown:
        yield f"and {count - shown:,} more"


def _percent(share: float) -> str:
    # Rounded down, so that nothing less than all is 100 %.
    return f"{int(share * 100 + 1e-9)} %"


def _one_line(text: str) -> str:
    """Return a text without line ends and without signs that a terminal would obey."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def _plain(text: str) -> str:
    """Return a text as Markdown that shows it as it is."""
    return _MARKS.sub(r"\\\1", _one_line(text))


def _code(text: str) -> str:
    """Return words of the article as they stand there, cut short where they are long."""
    text = _one_line(text)
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE] + "…"
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}"
