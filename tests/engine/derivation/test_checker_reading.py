"""How the checker reads lines, and how it compares words and numbers."""

import pytest

from quizapp.engine.derivation.checker.comparing import are_tied, bare, is_above, mentions, shown
from quizapp.engine.derivation.checker.lines import read_entry, read_line
from quizapp.engine.derivation.quantities import Quantity, read_measure


def padded(text: str, length: int) -> str:
    return text + "a" * (length - len(text))


@pytest.mark.parametrize(
    ("text", "name", "when", "says"),
    [
        ("Storm (1842-43): worst winter", "Storm", "1842-43", "worst winter"),
        ("Storm (1842-43) – the worst: winter", "Storm", "1842-43", "the worst: winter"),
        ("Storm (1842-43)", "Storm", "1842-43", ""),
        ("Storm (1842-43).", "Storm", "1842-43", ""),
        ("May 1861: Guides met", "Guides met", "May 1861", "Guides met"),
        (
            "May 1861 - Guides met: in Ober",
            "Guides met: in Ober",
            "May 1861",
            "Guides met: in Ober",
        ),
        ("May 1861 – June 1862: war", "war", "May 1861 – June 1862", "war"),
        ("Founded: 1861.", "Founded", "1861", ""),
    ],
)
def test_an_entry_has_a_name_a_date_and_words(text: str, name: str, when: str, says: str) -> None:
    entry = read_entry(text)
    assert entry and (entry.name, entry.when, entry.says) == (name, when, says)
    assert entry.date.text == when


@pytest.mark.parametrize(
    "text",
    ["Storm (the first): of 1842", "Storm: winter", "Storm", "", padded("Storm (1842-43): ", 401)],
)
def test_what_has_no_date_of_its_own_is_no_entry(text: str) -> None:
    assert read_entry(text) is None


@pytest.mark.parametrize(
    ("text", "value", "labels"),
    [
        ("4,000 ropes - lost", "4,000 ropes", ("ropes", "lost")),
        ("Height: 3,100 metres.", "3,100 metres", ("Height",)),
        ("$5 million - spent: all", "$5 million", ("spent: all",)),
        ("300 mules", "300 mules", ("mules",)),
        ("12%", "12%", ()),
    ],
)
def test_a_line_has_a_number_and_what_it_is_of(
    text: str, value: str, labels: tuple[str, ...]
) -> None:
    line = read_line(text)
    assert line and (line.value.text, line.labels) == (value, labels)


@pytest.mark.parametrize("text", ["no number", "Height: unknown", padded("300 mules - ", 401)])
def test_what_has_no_number_of_its_own_is_no_line(text: str) -> None:
    assert read_line(text) is None


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("When was the Ascent?", "ascent", True),
        ("When were the Ascents?", "ascent", False),
        ("Reascent or ascent?", "ascent", True),
        ("in 1942-43", "1942", True),
        ("at 10.7 million", "7 million", False),
        ("1,200 people", "200 people", False),
        ("1,200 people", "1", False),
        ("on page 1, 200 people", "200 people", True),
        ("see No. 7.", "7", True),
        ("of 1941.", "1941", True),
        ("  white \n space ", "white space", True),
        ("“Logistics” failed", '"Logistics"', True),
        ("東京の人口", "東京", True),
        ("anything", "", False),
        ("anything", "...", False),
    ],
)
def test_words_are_named_whole(text: str, part: str, expected: bool) -> None:
    assert mentions(text, part) is expected


def test_signs_around_words_and_case_are_not_compared() -> None:
    assert bare(" “The  Hut”. ") == "the hut"
    assert shown(r"5\*4 &amp; \_x\_ \a") == r"5*4 & _x_ \a"


def quantity(text: str) -> Quantity:
    found = read_measure(text)
    assert found
    return found


@pytest.mark.parametrize(
    ("first", "second", "above", "tied"),
    [
        ("4", "3", True, False),
        ("3", "4", False, False),
        ("3", "3", False, True),
        ("3.4", "3", False, True),
        ("3.6", "3", True, False),
        ("3.5 million", "3.52 million", False, True),
        ("416,800", "416,700", True, False),
        ("about 420,000", "400,000", True, False),
        ("about 410,000", "400,000", False, True),
        ("4-5 million", "4.4 million", False, True),
        ("over 500", "400", True, False),
        ("over 500", "9,000", False, True),
        ("under 500", "400", False, True),
        ("600", "under 500", True, False),
        ("0", "-5", True, False),
    ],
)
def test_numbers_are_compared_as_they_were_rounded(
    first: str, second: str, above: bool, tied: bool
) -> None:
    one, other = quantity(first), quantity(second)
    assert is_above(one, other) is above
    assert are_tied(one, other) is are_tied(other, one) is tied


def test_a_line_of_400_characters_is_still_read() -> None:
    assert read_entry(padded("Storm (1842-43): ", 400))
    assert read_line(padded("300 mules - ", 400))
