"""The rules of questions about sentences, and about entries of lists."""

from collections.abc import Sequence

from quizapp.engine.derivation.checker.case import Case, Option, without
from quizapp.engine.derivation.checker.comparing import (
    Wrong,
    are_alike,
    are_tied,
    collapsed,
    is_same,
    mentions,
    number_of,
    overlap,
    require,
    sure_date_of,
)
from quizapp.engine.derivation.checker.gaps import Gap, find_gap
from quizapp.engine.derivation.checker.keys import require_accepted, require_number
from quizapp.engine.derivation.checker.lines import Entry, read_entry
from quizapp.engine.derivation.dates import DateValue, find_dates
from quizapp.engine.derivation.proposals import Place
from quizapp.engine.kinds import Numerical, ShortAnswer, TrueFalse
from quizapp.engine.kinds.checks import quoted

_MOST_WORDS_OF_A_DATE = 8


def check_cloze(case: Case) -> None:
    """Check a sentence with a gap for a date, a number or a name."""
    (place,) = case.places(1)
    sentence = collapsed(case.index.passage(place).text)
    gap = find_gap(case.stem, [sentence])
    case.require_single(gap)
    body = case.proposal.question.body
    if isinstance(body, ShortAnswer):
        require_accepted(body, gap.words)
    elif isinstance(body, Numerical):
        _check_number(body, gap, sentence)
    else:
        _check_choice(case, gap, sentence)


def check_truth(case: Case) -> None:
    """Check a statement that is a sentence of the article, or differs from it in a date alone."""
    (place,) = case.places(1)
    text = collapsed(case.index.passage(place).text)
    is_true = is_same(case.stem, text) or _agrees(case, place, text)
    holds = case.body(TrueFalse).correct == is_true
    require(holds, f"By the article, the statement is {str(is_true).lower()}.")


def _check_number(body: Numerical, gap: Gap, sentence: str) -> None:
    value = number_of(gap.words)
    if value is None:
        raise Wrong(f"{quoted(gap.words)} is no number.")
    require_number(body, value)
    holds = body.unit in sentence
    require(holds, f"The sentence does not count in {quoted(body.unit)}.")


def _check_choice(case: Case, gap: Gap, sentence: str) -> None:
    options, correct = case.choice()
    case.require_at(options[correct], case.places(1)[0])
    key = options[correct].text
    require(
        is_same(key, gap.words), f"The key is {quoted(key)}, and {quoted(gap.words)} is missing."
    )
    days = _dates_in(sentence, sure_date_of(gap.words))
    for option in without(options, correct):
        _require_origin(case, option)
        is_right = _may_be(option.text, gap.words, days)
        require(not is_right, f"{quoted(option.text)} may be right in the gap as well.")


def _require_origin(case: Case, option: Option) -> None:
    """Raise Wrong where an option is not in the words of the article that it was taken from."""
    place = option.place
    if place is None:
        return
    if place.table is not None:
        case.require_words(option, case.index.cell(place))
        return
    holds = mentions(case.index.passage(place).text, option.text)
    require(holds, f"{quoted(option.text)} does not stand on line {place.line}.")


def _may_be(text: str, words: str, days: Sequence[DateValue]) -> bool:
    """Tell whether a text may be right where `words` are missing among these dates."""
    day, value, number = sure_date_of(text), number_of(text), number_of(words)
    if day and days:
        return any(overlap(day, other) for other in days)
    if value and number:
        return are_tied(value, number)
    return are_alike(text, words)


def _agrees(case: Case, place: Place, text: str) -> bool:
    """Return whether the date that the stem gives is that of the sentence or entry.

    Raises Wrong where it may or may not be, and where the stem says something else.
    """
    entry = read_entry(text)
    told = _exchanged(case.stem, text, entry)
    if told is not None:
        days = list(_dates_in(text, entry.date if entry else None))
    else:
        if entry is None or not mentions(case.stem, entry.name):
            raise Wrong("The statement is no sentence of the article, not even with another date.")
        told = _told_of(case.stem, entry.name)
        if told is None:
            raise Wrong(f"The statement gives no date to {quoted(entry.name)}.")
        if (told.first, told.last) == (entry.date.first, entry.date.last):
            return True
        days = [entry.date, *case.other_dates(place, entry.name, "", case.stem)]
    is_right = any(overlap(told, day) for day in days) or case.index.has_sentence(case.stem)
    require(not is_right, f"{quoted(told.text)} may be right in the statement as well.")
    return False


def _exchanged(stem: str, text: str, entry: Entry | None) -> DateValue | None:
    """Return the date that stands in the stem where the text has another one."""
    spans = [(match.start, match.end) for match in find_dates(text)]
    if entry:
        start = text.index(entry.when)
        spans.append((start, start + len(entry.when)))
    folded = stem.casefold()
    for start, end in spans:
        before, after = text[:start].casefold(), text[end:].casefold()
        if folded.startswith(before) and folded.endswith(after):
            return sure_date_of(folded[len(before) : len(folded) - len(after)])
    return None


def _dates_in(text: str, more: DateValue | None) -> list[DateValue]:
    """Return the dates of a text, and one more where there is one."""
    return [*(match.value for match in find_dates(text)), *([more] if more else [])]


def _told_of(stem: str, name: str) -> DateValue | None:
    """Return the date that the stem gives something, at its end or else anywhere."""
    words = stem.rstrip(".").split()
    for count in range(_MOST_WORDS_OF_A_DATE, 0, -1):
        if date := sure_date_of(" ".join(words[-count:])):
            return date
    folded = stem.casefold()
    before, _, after = folded.partition(collapsed(name).casefold())
    return next((match.value for part in (before, after) for match in find_dates(part)), None)
