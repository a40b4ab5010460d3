"""From an article to proposed questions: rules, gates and a check that shares no code with them."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import Article
from quizapp.engine.derivation.checker import Checker
from quizapp.engine.derivation.distractors import chance
from quizapp.engine.derivation.exclusions import find_exclusions
from quizapp.engine.derivation.fact_values import digest
from quizapp.engine.derivation.facts import (
    ComparisonFact,
    Fact,
    FigureFact,
    TimelineFact,
    read_facts,
)
from quizapp.engine.derivation.forms import FORMS, Draft
from quizapp.engine.derivation.gates import find_stop
from quizapp.engine.derivation.material import Material
from quizapp.engine.derivation.proposals import Derivation, Proposal, Refusal
from quizapp.engine.derivation.wording import same_words
from quizapp.engine.kinds import SingleChoice
from quizapp.engine.question import MAX_SHORT_TEXT, Question, Source

_LONGEST_KEY = 90
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def _ignore(done: int, total: int) -> None:
    """Report progress to nobody."""


def derive(
    text: str,
    *,
    kind: Literal["markdown", "text", "html"] | None = None,
    title: str = "",
    progress: Callable[[int, int], None] = _ignore,
) -> Derivation:
    """Return what rules make of an article; `title` is for one that names none itself.

    `progress` is called with the number of forms tried so far and of all. Raises ArticleError.
    """
    article = read_article(text, kind)
    if not article.title:
        article = replace(article, title=title)
    findings = read_facts(article)
    material = Material(article, findings.facts)
    composer = _Composer(article, Checker(article))
    for number, form in enumerate(FORMS.values()):
        progress(number, len(FORMS))
        for item in form.drafts(material):
            composer.add(item)
    progress(len(FORMS), len(FORMS))
    return Derivation(
        article,
        findings.facts,
        findings.skipped,
        tuple(composer.proposals()),
        tuple(composer.refusals),
    )


class _Composer:
    """Makes proposals of drafts that pass the gates, each with a key of its own."""

    def __init__(self, article: Article, checker: Checker) -> None:
        self.article = article
        self.checker = checker
        self.refusals: list[Refusal] = []
        self.drafts: list[Draft] = []
        self.made: list[Proposal] = []
        self.keys: Counter[str] = Counter()
        self.positions: dict[int, Counter[int]] = defaultdict(Counter)

    def add(self, item: Draft | Refusal) -> None:
        """Take a draft that passes, or note why there is none."""
        if isinstance(item, Refusal):
            self.refusals.append(item)
            return
        stop = find_stop(item)
        if stop is not None:
            self._refuse(item, stop.gate, stop.reason)
            return
        proposal = self._proposal(item)
        fault = next(proposal.question.faults(), None)
        if fault is not None:
            self._refuse(item, "kind", fault.message)
            return
        error = self.checker.find_error(proposal)
        if error:
            self._refuse(item, "checker", error)
            return
        self.drafts.append(item)
        self.made.append(proposal)

    def proposals(self) -> Iterator[Proposal]:
        """Yield the proposals, each with the keys of those that it excludes."""
        excluded = find_exclusions(self.drafts)
        in_order = sorted(
            range(len(self.made)), key=lambda number: _place_in_bank(self.made[number])
        )
        for number in in_order:
            proposal = self.made[number]
            keys = tuple(sorted(self.made[other].question.key for other in excluded[number]))
            yield replace(proposal, question=replace(proposal.question, excludes=keys))

    def _refuse(self, draft: Draft, gate: str, reason: str) -> None:
        place = draft.places[0]
        self.refusals.append(Refusal(gate, draft.form, reason, place.quote, place.line))

    def _proposal(self, draft: Draft) -> Proposal:
        key = self._key(draft)
        body, option_places = draft.body, draft.option_places
        if isinstance(body, SingleChoice):
            order = self._order(key, len(body.options))
            body = SingleChoice(
                tuple(body.options[place] for place in order),
                order.index(0),
                tuple(draft.feedback[place] for place in order) if draft.feedback else (),
            )
            option_places = tuple(option_places[place] for place in order) if option_places else ()
            places = draft.places
            if draft.form in _PLACES_OF_OPTIONS:
                places = tuple(places[place] for place in order)
            draft = replace(draft, places=places)
        section = draft.facts[0].section if draft.facts else draft.section
        made_up = f"Made up: {'; '.join(draft.made_up)}." if draft.made_up else ""
        question = Question(
            key=key,
            stem=draft.stem[:1].upper() + draft.stem[1:],
            body=body,
            explanation=draft.explanation,
            topic=(section.rpartition(" > ")[2] or self.article.title)[:MAX_SHORT_TEXT],
            tags=(FORMS[draft.form].family,),
            difficulty=FORMS[draft.form].difficulty,
            source=Source(
                title=self.article.title[:MAX_SHORT_TEXT],
                locator=_locator(section, draft)[:MAX_SHORT_TEXT],
                quote="\n".join(dict.fromkeys(place.quote for place in draft.places)),
                form=draft.form,
                sha256=self.article.sha256,
            ),
            note=made_up,
        )
        return Proposal(
            question,
            draft.form,
            tuple(fact.id for fact in draft.facts),
            draft.places,
            option_places,
            draft.made_up,
        )

    def _key(self, draft: Draft) -> str:
        """Return a key that names what is asked for; a second one of the name is numbered."""
        name = same_words(draft.name)
        letters = unicodedata.normalize("NFKD", name)
        plain = letters.encode("ascii", "ignore").decode()
        slug = _NO_SLUG.sub("-", plain.replace("'", "")).strip("-")
        key = f"{draft.form.replace('.', '-')}-{slug}"
        is_told = sum(map(str.isalnum, plain)) == sum(map(str.isalnum, letters))
        if len(key) > _LONGEST_KEY or not slug or not is_told:
            key = f"{key[:_LONGEST_KEY].rstrip('-')}-{digest(draft.name)[:6]}"
        single = key
        while self.keys[single]:
            self.keys[key] += 1
            single = f"{key}-{self.keys[key]}"
        self.keys[single] += 1
        return single

    def _order(self, key: str, count: int) -> Sequence[int]:
        """Return the options' order; the key, index 0, goes where fewest keys stand so far."""
        used = self.positions[count]
        position = min(range(count), key=lambda place: (used[place], chance(key, str(place))))
        used[position] += 1
        order = sorted(range(1, count), key=lambda option: chance(key, "option", str(option)))
        order.insert(position, 0)
        return order


_FORM_NUMBERS = {form: number for number, form in enumerate(FORMS)}
_FAMILIES = list(dict.fromkeys(form.family for form in FORMS.values()))


def _place_in_bank(proposal: Proposal) -> tuple[int, int, int, int]:
    """Return what puts proposals in order: by family, then as the article goes, then by form."""
    first = proposal.places[0]
    family = _FAMILIES.index(FORMS[proposal.form].family)
    return family, first.line, first.column or 0, _FORM_NUMBERS[proposal.form]


_PLACES_OF_OPTIONS = frozenset(
    {"timeline.first", "figure.largest", "figure.smallest", "figure.compare"}
)


def _locator(section: str, draft: Draft) -> str:
    """Return where the key rests, in words: `Timeline, rows 2 and 5, Date`."""
    heads = [section.rpartition(" > ")[2]] if section else []
    rows = sorted({place.row + 1 for place in draft.places if place.row is not None})
    if not rows:
        lines = sorted({place.line for place in draft.places})
        word = "line" if len(lines) == 1 else "lines"
        return ", ".join([*heads, f"{word} {_joined(lines)}"])
    word = "row" if len(rows) == 1 else "rows"
    column = _column(draft.facts[0])
    return ", ".join([*heads, f"{word} {_joined(rows)}", *([column] if column else [])])


def _joined(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return str(numbers[0])
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _column(fact: Fact) -> str:
    if isinstance(fact, TimelineFact):
        return fact.label
    if isinstance(fact, FigureFact):
        return fact.measure
    return fact.aspect if isinstance(fact, ComparisonFact) else ""
