"""Questions that the article asks and answers itself."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from quizapp.engine.derivation.dates import DateValue, read_date
from quizapp.engine.derivation.distractors import LEAST, are_same, nearest, pick
from quizapp.engine.derivation.facts import FaqFact
from quizapp.engine.derivation.forms.base import Draft, Form, groups, refusal
from quizapp.engine.derivation.material import Material
from quizapp.engine.derivation.proposals import Place, Refusal
from quizapp.engine.derivation.quantities import Quantity, equal_within, read_quantity
from quizapp.engine.derivation.spoken import (
    Part,
    amounts,
    dates_in,
    gapped,
    hint,
    names,
    rare_words,
    ways_to_write_date,
    ways_to_write_number,
)
from quizapp.engine.derivation.wording import as_markdown, content_words, in_quotes, same_words
from quizapp.engine.kinds import Card, Matching, ShortAnswer, SingleChoice, TrueFalse

_GROUP = 4
_LONGEST_CHOICE, _LONGEST_MATCH = 60, 160
_YES = re.compile(
    r"(?:yes|absolutely|certainly|definitely|of course|indeed|correct)(?=[.,!;:\s–—-]|$)",
    re.IGNORECASE,
)
_NO = re.compile(
    r"no(?=[.,!;:–—]|\s[-–—]|$)|(?:nope|absolutely not|certainly not|not at all)\b", re.IGNORECASE
)
_QUALIFIED = re.compile(
    r"\W*(?:and no|and yes|or no|not|but|if|unless|partly|in part|mostly|sometimes|usually"
    r"|depending|as long as|provided|only|although|though|except|however|with"
    r"|in (?:some|most|many)|to some)\b",
    re.IGNORECASE,
)
_YES_NO_QUESTION = re.compile(
    r"(?:[^,?]{0,60}, )?(?:is|are|was|were|am|do|does|did|can|could|shall|should|will|would|may"
    r"|might|must|has|have|had)\b(?!n['’]t)(?!.*\bor\b)(?!.*\b(?:not|never|no)\b).*\?",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[Tt]he )?[A-Z][\w.’'-]*(?: (?:(?:of|the|and|de|von|van) )*[A-Z0-9][\w.’'-]*){0,5}"
)


def yes_or_no(fact: FaqFact) -> bool | None:
    """Return whether the answer is yes, None where it is neither yes nor no without reserve."""
    if not _YES_NO_QUESTION.fullmatch(fact.question):
        return None
    found = _NO.match(fact.answer) or _YES.match(fact.answer)
    if found is None or _QUALIFIED.match(fact.answer[found.end() :]):
        return None
    return _NO.match(fact.answer) is None


class _Group(NamedTuple):
    """Questions with answers that can be matched; alone one that can't, and the gate and reason."""

    facts: Sequence[FaqFact]
    gate: str = ""
    reason: str = ""


class _Item(NamedTuple):
    """A question with a short answer, and its place among those of one type."""

    facts: Sequence[FaqFact]
    place: int


def _all(material: Material) -> Sequence[FaqFact]:
    return material.faqs


def _card(material: Material, fact: FaqFact) -> Draft | Refusal:
    form = "faq.card"
    if stop := _disputed(form, material, fact):
        return stop
    return _draft(form, fact, as_markdown(fact.question), Card(as_markdown(fact.answer)))


def _disputed(form: str, material: Material, fact: FaqFact) -> Refusal | None:
    """Return that a question is answered in two ways, None where it is not."""
    if len(material.answers[same_words(fact.question)]) == 1:
        return None
    return refusal("one-answer", form, fact, "The article gives this question another answer too.")


def _short(material: Material, fact: FaqFact) -> Draft | Refusal:
    form, asked = "faq.short", as_markdown(fact.question)
    if stop := _disputed(form, material, fact):
        return stop
    answer = yes_or_no(fact)
    if answer is not None:
        body = ShortAnswer(("Yes",) if answer else ("No",))
        return _draft(form, fact, f"{asked} Answer with yes or no.", body)
    if accepted := _whole(fact):
        return _draft(form, fact, asked, ShortAnswer(accepted), fact.question)
    found = _best_gap(fact)
    if found is None:
        return refusal("one-answer", form, fact, "Nothing in the answer can be left out.")
    sentence, part, accepted, help_ = found
    with_gap = gapped(sentence, part)
    stem = f"{asked} Complete the answer: {in_quotes(with_gap)} {help_}".strip()
    return _draft(form, fact, stem, ShortAnswer(accepted), with_gap)


def _whole(fact: FaqFact) -> tuple[str, ...]:
    """Return the ways to write an answer that is no more than a date, a number or a name."""
    answer = _bare(fact)
    if not _type(fact):
        return ()
    if date := read_date(answer):
        return ways_to_write_date(date)
    if value := read_quantity(answer):
        return ways_to_write_number(value, answer)
    return tuple(dict.fromkeys((answer, answer.removeprefix("The ").removeprefix("the "))))


def _best_gap(fact: FaqFact) -> tuple[str, Part, tuple[str, ...], str] | None:
    """Return a sentence of the answer, what to leave out, what is accepted, and a hint."""
    asked = content_words(fact.question)
    ways = (_dates, _amounts, _names, _words)
    for way in ways:
        for sentence in fact.sentences:
            for part, accepted, help_ in way(sentence):
                rest = content_words(sentence[: part.start] + " " + sentence[part.end :])
                words = content_words(part.text)
                if words and not words & (asked | rest):
                    return sentence, part, accepted, help_
    return None


def _dates(sentence: str) -> Iterator[tuple[Part, tuple[str, ...], str]]:
    for start, end, date in dates_in(sentence):
        yield Part(start, end, sentence[start:end]), ways_to_write_date(date), ""


def _amounts(sentence: str) -> Iterator[tuple[Part, tuple[str, ...], str]]:
    for part, value in amounts(sentence):
        yield part, ways_to_write_number(value, part.text), ""


def _names(sentence: str) -> Iterator[tuple[Part, tuple[str, ...], str]]:
    for part in names(sentence):
        yield part, (part.text,), hint(part.text)


def _words(sentence: str) -> Iterator[tuple[Part, tuple[str, ...], str]]:
    for part in rare_words(sentence):
        yield part, (part.text,), hint(part.text)


def _truth(material: Material, fact: FaqFact) -> Draft | Refusal:
    form = "faq.truth"
    if stop := _disputed(form, material, fact):
        return stop
    answer = yes_or_no(fact)
    if answer is None:
        reason = "The answer does not begin with a plain yes or no."
        return refusal("one-answer", form, fact, reason)
    told = as_markdown(fact.answer)
    stem = f"The right answer to {in_quotes(fact.question)} is yes."
    return _draft(form, fact, stem, TrueFalse(answer, told, told), fact.question)


def _groups(material: Material) -> list[_Group]:
    found: list[_Group] = []
    chosen: list[FaqFact] = []
    for fact in material.faqs:
        if stop := _disputed("faq.matching", material, fact):
            found.append(_Group((fact,), stop.gate, stop.reason))
        elif alone := _unmatched(fact, chosen[-_GROUP:]):
            found.append(alone)
        else:
            chosen.append(fact)
    return [*found, *(_Group(group) for group in groups(chosen))]


def _unmatched(fact: FaqFact, others: Sequence[FaqFact]) -> _Group | None:
    """Return why a question can't be matched with its answer beside others, None where it can."""
    said = fact.sentences[0] if fact.sentences else ""
    if len(said) > _LONGEST_MATCH or len(content_words(said)) <= LEAST:
        reason = "The answer does not begin with one short sentence that says enough."
        return _Group((fact,), "kind", reason)
    if shared := content_words(fact.question) & content_words(said):
        reason = f"“{min(shared)}” stands in the question and in its answer."
        return _Group((fact,), "leak-word", reason)
    if any(are_same(said, other.sentences[0]) for other in others):
        return _Group((fact,), "one-answer", "Another question has the same answer.")
    return None


def _matching(_: Material, group: _Group) -> Draft | Refusal:
    form, facts = "faq.matching", group.facts
    if group.gate:
        return refusal(group.gate, form, facts[0], group.reason)
    pairs = [(as_markdown(fact.question), as_markdown(fact.sentences[0])) for fact in facts]
    places = tuple(_place(fact) for fact in facts)
    return Draft(
        form,
        facts[0].question,
        "Match each question with how its answer begins.",
        Matching(tuple(pairs)),
        tuple(facts),
        places,
        places,
        asks=tuple((fact.question, fact.sentences[0]) for fact in facts),
    )


def _short_answers(material: Material) -> list[_Item]:
    alike: dict[tuple[str, ...], list[FaqFact]] = defaultdict(list)
    for fact in material.faqs:
        if answer_type := _type(fact):
            alike[answer_type].append(fact)
    return [_Item(facts, place) for facts in alike.values() for place in range(len(facts))]


def _choice(material: Material, item: _Item) -> Draft | Refusal:
    form, fact = "faq.choice", item.facts[item.place]
    if stop := _disputed(form, material, fact):
        return stop
    options = pick(
        nearest(item.facts, item.place),
        partial(_is_wrong, fact),
        lambda first, second: are_same(_bare(first), _bare(second)),
    )
    if len(options) < LEAST:
        reason = "Too few other answers are short and of the same type."
        return refusal("siblings", form, fact, reason)
    shown = (fact, *options)
    body = SingleChoice(tuple(as_markdown(_bare(other)) for other in shown), 0)
    draft = _draft(form, fact, as_markdown(fact.question), body, fact.question)
    return replace(
        draft,
        option_places=tuple(_place(other) for other in shown),
        feedback=("", *(f"This answers: {as_markdown(other.question)}" for other in options)),
    )


def _type(fact: FaqFact) -> tuple[str, ...]:
    """Return the type of a short answer, () for any other."""
    answer = _bare(fact)
    if len(answer) > _LONGEST_CHOICE or yes_or_no(fact) is not None:
        return ()
    if date := read_date(answer):
        return "date", date.granularity.name
    if value := read_quantity(answer):
        return () if value.bound else ("number", value.unit)
    asking = fact.question.split()[0].casefold()
    return ("name", asking) if _NAME.fullmatch(answer) else ()


def _is_wrong(fact: FaqFact, other: FaqFact) -> bool:
    """Tell whether the answer to the other question is a wrong one to this."""
    first, second = _bare(fact), _bare(other)
    said = rf"(?<!\w){re.escape(same_words(second))}(?!\w)"
    if re.search(said, same_words(f"{fact.question} {fact.answer}")):
        return False
    dates, values = map(read_date, (first, second)), map(read_quantity, (first, second))
    match *dates, *values:
        case DateValue() as date, DateValue() as other_date, _, _:
            return not date.overlaps(other_date)
        case _, _, Quantity() as value, Quantity() as other_value:
            return not equal_within(value, other_value)
    return not are_same(first, second)


def _bare(fact: FaqFact) -> str:
    return fact.answer.rstrip(". ")


def _place(fact: FaqFact) -> Place:
    return Place(fact.line, quote=fact.quote)


def _draft(
    form: str,
    fact: FaqFact,
    stem: str,
    body: Card | ShortAnswer | SingleChoice | TrueFalse,
    given: str = "",
) -> Draft:
    return Draft(
        form,
        fact.question,
        stem,
        body,
        (fact,),
        (_place(fact),),
        explanation="" if isinstance(body, Card) else as_markdown(fact.answer),
        asks=((fact.question, fact.answer),),
        given=(given,) if given else (),
    )


FORMS = (
    Form("faq.card", "Card of a question", "faq", "medium", _all, _card),
    Form("faq.short", "Short answer", "faq", "hard", _all, _short),
    Form("faq.truth", "Yes or no", "faq", "easy", _all, _truth),
    Form("faq.matching", "Questions matched", "faq", "medium", _groups, _matching),
    Form("faq.choice", "Choice of answers", "faq", "medium", _short_answers, _choice),
)
