"""The facts of lists and prose: entries with a date or a number, and dated sentences."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from quizapp.engine.derivation.blocks import QA, Bullet, Passage
from quizapp.engine.derivation.dates import DateValue, find_dates, read_date
from quizapp.engine.derivation.fact_values import DatedFact, Fact, FaqFact, FigureFact, digest
from quizapp.engine.derivation.quantities import Quantity, read_measure, read_quantity

_LONGEST_ENTRY = 300
_SENTENCE_LENGTHS = range(20, 601)
_MOST_DATES = 5
_MOST_WORDS = 12

_DATED_NAME = re.compile(r"([^()]{2,120}?)\s?\(([^()]{1,60})\)(?:\s*[:–—-]\s*(.+)|[.,;]?)")
_BETWEEN = re.compile(r":\s|\s[–—-]\s")
_YEAR = re.compile(r"[12][0-9]{3}\.?")
_DATE_LABEL = re.compile(
    r".*\b(?:date|year|founded|established|born|died|released?|launched|introduced|built|opened"
    r"|closed|completed|started|ended|began|since|published|discovered|invented|signed|when)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!。][\"'”’»)」]*$")
_LEAD = re.compile(
    r"(?<![^\s(])(as of|(?:beginning|starting) in|in|on|by|at|of|from|since|until|till|during"
    r"|around|before|after|between)\s(?:the\s)?$",
    re.IGNORECASE,
)
_EMPTY_BRACKETS = re.compile(r"\s?\(\s?\)")
_LOOSE_SIGN = re.compile(r"^[\s,:;–—-]+|\s+(?=[,.;:!?])")
_CHAINED = re.compile(r",?\s(?:and|or|to|until|through)\s|[,;/–—-]\s?|\s[–—-]\s")
_DOUBLE_COMMA = re.compile(r",\s?(?=[,.])")


def faq_fact(answer: QA, section: str) -> FaqFact:
    """Return the question and answer as a fact."""
    return FaqFact(
        digest("faq", section, answer.quote),
        section,
        answer.quote,
        answer.line,
        answer.question,
        answer.answer,
        answer.sentences,
    )


def prose_facts(block: Passage | QA, section: str) -> Iterator[Fact]:
    """Yield the entry that a bullet, or a paragraph's first sentence, is, and dated sentences."""
    sentences = list(zip(block.sentences, block.sentence_quotes, strict=True))
    entry = None
    if isinstance(block, Bullet):
        entry = _entry(_Place(section, block.quote, block.line), block.text, is_item=True)
        sentences = [] if entry else sentences
    elif isinstance(block, Passage) and sentences:
        text, quote = sentences[0]
        entry = _entry(_Place(section, quote, block.line), text, is_item=False)
        sentences = sentences[1:] if entry else sentences
    if entry is not None:
        yield entry
    for sentence, quote in sentences:
        if len(sentence) in _SENTENCE_LENGTHS and _ENDS.search(sentence):
            yield from _dated(_Place(section, quote, block.line), sentence)


class _Place(NamedTuple):
    section: str
    quote: str
    line: int


def _entry(place: _Place, text: str, *, is_item: bool) -> Fact | None:
    if len(text) > _LONGEST_ENTRY:
        return None
    if found := _DATED_NAME.fullmatch(text):
        date = read_date(found[2])
        return _dated_entry(place, found[1], date, found[3] or "") if date else None
    gaps = [gap.span() for gap in islice(_BETWEEN.finditer(text), 3)]
    for start, end in reversed(gaps):
        if date := read_date(text[:start].strip()):
            right = text[end:].strip()
            return _dated_entry(place, _subject(right), date, right)
    if gaps:
        (start, end), *_ = gaps
        return _labelled(place, text[:start].strip(), text[end:].strip())
    value = read_measure(text) if is_item else None
    return _figure(place, value, value.unit, value.unit, "") if value else None


def _labelled(place: _Place, left: str, right: str) -> Fact | None:
    """Return the fact of a number with what it is of, or of a label with its number or date."""
    if value := read_measure(left):
        is_phrase = read_quantity(left) is None
        return _figure(
            place, value, value.unit if is_phrase else _subject(right), value.unit, right
        )
    value, date = read_measure(right.rstrip(".")), read_date(right.rstrip("."))
    if date and (value is None or (_YEAR.fullmatch(right) and _DATE_LABEL.match(left))):
        return _dated_entry(place, left, date, "")
    return _figure(place, value, left, left, "") if value else None


def _subject(words: str) -> str:
    """Return the words where they can be the name of something: few, and no sentence."""
    short = len(words.split()) <= _MOST_WORDS and not words.endswith((".", "!", "?"))
    return words if short else ""


def _dated_entry(place: _Place, subject: str, date: DateValue, statement: str) -> DatedFact:
    fact_id = digest("dated", place.section, place.quote)
    return DatedFact(fact_id, *place, subject.strip(), date, statement)


def _figure(
    place: _Place, value: Quantity, subject: str, measure: str, detail: str
) -> FigureFact | None:
    fact_id = digest("figure", place.section, place.quote)
    found = FigureFact(fact_id, *place, subject, measure, value, detail=detail)
    return found if subject else None


def _dated(place: _Place, sentence: str) -> Iterator[DatedFact]:
    dates = list(islice(find_dates(sentence), _MOST_DATES + 1))
    if len(dates) > _MOST_DATES:
        return
    ends = [0, *(end for _, end, _ in dates)]
    starts = [*(start for start, _, _ in dates), len(sentence)]
    gaps = [sentence[end:start] for end, start in zip(ends, starts, strict=True)]
    for number, (start, end, date) in enumerate(dates):
        if any(_CHAINED.fullmatch(gap) for gap in gaps[number : number + 2]):
            continue
        statement, relation = _without(sentence, start, end)
        fact_id = digest("dated", place.section, place.quote, str(number))
        yield DatedFact(fact_id, *place, "", date, statement, sentence, start, end, relation)


def _without(sentence: str, start: int, end: int) -> tuple[str, str]:
    """Return the sentence without the date and the word that leads to it, and this word."""
    lead = _LEAD.search(sentence[:start])
    before = sentence[: lead.start()] if lead else sentence[:start]
    text = _EMPTY_BRACKETS.sub("", before + sentence[end:])
    text = _DOUBLE_COMMA.sub("", _LOOSE_SIGN.sub("", " ".join(text.split())))
    word = lead[1] if lead else sentence[start:end].partition(" ")[0]
    relation = word.lower() if lead or word.lower() in {"from", "between"} else ""
    return text[:1].upper() + text[1:], relation
