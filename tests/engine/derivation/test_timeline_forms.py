"""What is asked about the date, the event and the meaning of one row, and what is refused."""

import pytest

from quizapp.engine.kinds import Card, SingleChoice
from tests.engine.derivation.deriving import (
    asked,
    body_of,
    derived,
    key_of,
    made,
    options_of,
    others_of,
    refused,
)

VALLEYS = [
    "# Valleys of Examplia",
    "",
    "## Timeline",
    "",
    "| Event | Date | Significance |",
    "|---|---|---|",
    "| Fall of Talheim | 3 May 1921* | The walls are rebuilt |",
    "| Flood of Moos | 4 August 1934 | a bridge is lost† |",
    "| Fair at Bergen | 7 July 1880 | A market lasts a week. |",
    "| Fire of Ober | 20 March 1902 | The mayor flees by night |",
    "| Storm of Steinach | June 1911 | |",
    "",
    "\\* By the old calendar.",
    "",
    "† And a mill.",
]


def dated(*rows: str, header: str = "Date") -> list[str]:
    return [f"| Event | {header} |", "|---|---|", *(f"| {row} |" for row in rows)]


def meant(*rows: str) -> list[str]:
    header = ["| Event | Date | Significance |", "|---|---|---|"]
    return [*header, *(f"| {row} |" for row in rows)]


def keys(form: str, *lines: str) -> list[str]:
    """The right answers to the questions of this form."""
    return [key_of(question) for question in asked(form, *lines)]


def options(form: str, key: str, *lines: str) -> set[str]:
    """The wrong options beside this right answer."""
    (question,) = (q for q in asked(form, *lines) if key_of(q) == key)
    return set(others_of(question))


# The date of an event


def test_the_date_of_an_event_is_asked_among_other_dates() -> None:
    proposal = made("timeline.date", *VALLEYS)[0]
    question = proposal.question
    assert question.key == "timeline-date-fall-of-talheim"
    assert question.stem == "Which date belongs to this: “Fall of Talheim”?"
    assert key_of(question) == "3 May 1921"
    assert set(others_of(question)) == {"4 August 1934", "20 March 1902", "7 July 1880"}
    assert question.explanation == (
        "“Fall of Talheim”: 3 May 1921. The walls are rebuilt. By the old calendar."
    )
    assert question.source.locator == "Timeline, row 1, Date"
    assert question.source.quote == VALLEYS[6]
    assert [(place.row, place.column) for place in proposal.places] == [(0, 0), (0, 1)]
    rows = {"3 May 1921": 0, "4 August 1934": 1, "7 July 1880": 2, "20 March 1902": 3}
    for text, place in zip(options_of(question), proposal.option_places, strict=True):
        assert place is not None and (place.table, place.column) == (0, 1)
        assert place.row == rows[text]


def test_a_wrong_date_is_told_to_be_that_of_another_event() -> None:
    body = body_of(asked("timeline.date", *VALLEYS)[0], SingleChoice)
    feedback = dict(zip(body.options, [*body.feedback, ""], strict=False))
    assert feedback["3 May 1921"] == ""
    assert feedback["7 July 1880"] == "This is the date of “Fair at Bergen”."


def test_a_date_under_a_header_of_its_own_is_asked_by_it() -> None:
    lines = dated("Treaty of Moos | 1921", "Treaty of Tal | 1934", "Pact | 1950", header="Signed")
    stems = [question.stem for question in asked("timeline.date", *lines)]
    assert stems[0] == "Which date is given for “Treaty of Moos” under “Signed”?"
    keyed = [question.key for question in asked("timeline.date", *lines)]
    assert keyed[0] == "timeline-date-treaty-of-moos-signed"


def test_the_nearest_dates_stand_beside_the_key() -> None:
    years = ["1000", "1520", "1900", "1510", "1500", "1530", "1545"]
    lines = dated(*(f"Fall of {chr(65 + number)} | {year}" for number, year in enumerate(years)))
    assert options("timeline.date", "1520", *lines) == {"1510", "1530", "1500"}
    assert options("timeline.date", "1000", *lines) == {"1500", "1510", "1520"}


def test_only_dates_of_one_granularity_and_writing_stand_side_by_side() -> None:
    rows = ["3 May 1921", "August 1922", "1921", "May 4, 1921", "7 July 1935", "c. 1921", "1925"]
    rows += ["9 June 1931", "1 Jan 1930", "c. 1850", "c. 1700"]
    lines = dated(*(f"Fall of {chr(65 + number)} | {text}" for number, text in enumerate(rows)))
    found = {key_of(question): others_of(question) for question in asked("timeline.date", *lines)}
    assert {"7 July 1935", "9 June 1931", "1 Jan 1930"} == set(found["3 May 1921"])
    assert set(found["c. 1921"]) == {"c. 1850", "c. 1700"}
    assert "1925" in found["1921"] and all(len(text) == 4 for text in found["1921"])


def test_no_date_that_overlaps_the_key_or_another_option_is_shown() -> None:
    rows = ["1940-42", "1942-44", "1945-47", "1946-48", "1950-51", "1960-61"]
    lines = dated(*(f"Fall of {chr(65 + number)} | {text}" for number, text in enumerate(rows)))
    assert options("timeline.date", "1940-42", *lines) == {"1945-47", "1950-51", "1960-61"}
    assert options("timeline.date", "1950-51", *lines) == {"1946-48", "1960-61", "1942-44"}


def test_a_date_told_beside_the_event_in_a_sentence_is_no_wrong_answer() -> None:
    rows = [f"Fall of {chr(year - 1835)} | {year}" for year in range(1900, 1905)]
    lines = dated("Fall of Talheim | 1899", *rows)
    told = ["", "Others hold that the fall of Talheim was in 1901."]
    assert "1901" in options("timeline.date", "1899", *lines)
    assert "1901" not in options("timeline.date", "1899", *lines, *told)


def test_dates_are_made_up_only_where_the_table_has_too_few() -> None:
    lines = dated("Fall of A | 1921", "Fall of B | 1934", "Fall of C | 1880")
    proposal = made("timeline.date", *lines)[0]
    wrong = set(others_of(proposal.question))
    assert {"1934", "1880"} < wrong and len(proposal.made_up) == 1
    assert set(proposal.made_up) == wrong - {"1934", "1880"}
    enough = made("timeline.date", *lines, "| Fall of D | 1915 |")[0]
    assert enough.made_up == ()


def test_no_date_is_made_up_after_the_last_of_the_article() -> None:
    lines = dated("Fall of A | 1880", "Fall of B | 1934")
    first, last = (list(map(int, p.made_up)) for p in made("timeline.date", *lines))
    assert max(last) < 1934 and max(first) > 1880


@pytest.mark.parametrize(
    "rows",
    [
        ["Fall of Talheim | 1921", "Fall of Talheim | 1934", "Fair | 1880"],
        ["Fall of Talheim | 1921", "fall of  Talheim. | 1934", "Fair | 1880"],
    ],
)
def test_an_event_in_two_rows_has_no_date_to_be_asked_for(rows: list[str]) -> None:
    stopped = [gate for gate, _ in refused("timeline.date", *dated(*rows))]
    assert stopped == ["one-answer", "one-answer"]
    assert keys("timeline.date", *dated(*rows)) == ["1880"]


def test_an_event_with_another_date_in_another_table_has_no_date_to_be_asked_for() -> None:
    first = dated("Fall of Talheim | 1921", "Flood | 1934", "Fair | 1880")
    other = dated("Fall of Talheim | 1922", "March | 1934", "Fire | 1880")
    lines = [*first, "", "Others say:", "", *other]
    stopped = refused("timeline.date", *lines)
    assert [gate for gate, quote in stopped if "Talheim" in quote] == ["one-answer"] * 2
    agreeing = [*first, "", "Others say:", "", *other[:2], "| Fall of Talheim | May 1921 |"]
    assert [
        quote for gate, quote in refused("timeline.date", *agreeing) if gate == "one-answer"
    ] == []


def test_a_date_that_nothing_can_stand_beside_is_not_asked_for() -> None:
    lines = dated("Fall of A | 1942-43", "Fall of B | 1950", "Fall of C | 1960")
    assert refused("timeline.date", *lines) == [("siblings", lines[2])]
    assert keys("timeline.date", *lines) == ["1950", "1960"]


def test_a_name_that_tells_the_year_is_not_asked_for_its_date() -> None:
    lines = dated("Siege of Moos (1941-44) | 1941", "Fall of B | 1950", "Fall of C | 1960")
    assert ("leak-year", lines[2]) in refused("timeline.date", *lines)
    other = dated("Siege of Moos (1940) | 1941", "Fall of B | 1950", "Fall of C | 1960")
    assert "1941" in keys("timeline.date", *other)


# The event of a date


def test_the_event_of_a_date_is_asked_among_other_events() -> None:
    proposal = made("timeline.event", *VALLEYS)[1]
    question = proposal.question
    assert question.stem == "Which of these events is dated 4 August 1934?"
    assert key_of(question) == "Flood of Moos"
    assert set(others_of(question)) == {"Fall of Talheim", "Storm of Steinach", "Fire of Ober"}
    assert question.explanation == ("“Flood of Moos”: 4 August 1934. a bridge is lost. And a mill.")
    assert [(place.row, place.column) for place in proposal.places] == [(1, 1), (1, 0)]
    body = body_of(question, SingleChoice)
    feedback = dict(zip(body.options, [*body.feedback, ""], strict=False))
    assert feedback["Fire of Ober"] == "“Fire of Ober”: 20 March 1902."


def test_the_event_of_a_date_is_asked_by_the_header() -> None:
    lines = dated("Treaty of Moos | 1921", "Treaty of Tal | 1934", "Pact | 1950", header="Signed")
    (question, *_) = asked("timeline.event", *lines)
    assert question.stem == "For which of these is 1921 given under “Signed”?"


def test_a_date_within_another_is_the_date_of_no_certain_event() -> None:
    lines = dated(
        "Talks | September 1941", "Pact | September 24, 1941", "Fair | 1880", "War | 1939"
    )
    assert refused("timeline.event", *lines) == [("one-answer", lines[2]), ("one-answer", lines[3])]
    assert keys("timeline.event", *lines) == ["Fair", "War"]


def test_a_range_that_holds_a_later_start_is_the_date_of_no_certain_event() -> None:
    lines = dated("Reign | 1900–1950", "Fair | 1910", "War | 1940", "Peace | 1951", "Boom | 1960")
    stopped = [quote for _, quote in refused("timeline.event", *lines)]
    assert stopped == [lines[2], lines[3], lines[4]]


def test_an_event_of_the_same_name_is_no_wrong_answer() -> None:
    rows = ["Fair | 1880", "Great Fair of Moos | 1890", "Flood | 1900", "Fire | 1910", "War | 1990"]
    assert options("timeline.event", "Fair", *dated(*rows)) == {"Flood", "Fire", "War"}


def test_an_event_whose_name_tells_a_year_is_no_wrong_answer() -> None:
    rows = ["Fair | 1880", "War of 1885 | 1890", "Flood | 1900", "Fire | 1910", "March | 1990"]
    assert options("timeline.event", "Fair", *dated(*rows)) == {"Flood", "Fire", "March"}


def test_an_event_among_too_few_others_is_not_asked_for() -> None:
    lines = dated("Fair | 1880", "Great Fair of Moos | 1890", "Flood | 1900")
    assert [gate for gate, _ in refused("timeline.event", *lines)] == ["siblings"] * 3
    assert refused("timeline.event", *lines[:4]) == [] == asked("timeline.event", *lines[:4])


def test_an_event_in_two_rows_is_not_asked_for_by_date() -> None:
    lines = dated("Fair | 1880", "fair | 1890", "Flood | 1900", "Fire | 1910", "War | 1950")
    assert [gate for gate, _ in refused("timeline.event", *lines)] == ["one-answer"] * 2


# What an event meant


def test_an_event_is_asked_for_by_its_meaning() -> None:
    proposal = made("timeline.meaning", *VALLEYS)[2]
    question = proposal.question
    assert question.key == "timeline-meaning-fair-at-bergen"
    assert question.stem == "Which of these is described so: “A market lasts a week”?"
    assert key_of(question) == "Fair at Bergen"
    assert [(place.row, place.column) for place in proposal.places] == [(2, 2), (2, 0)]
    assert question.explanation == "“Fair at Bergen”: 7 July 1880. A market lasts a week."
    body = body_of(question, SingleChoice)
    feedback = dict(zip(body.options, [*body.feedback, ""], strict=False))
    assert feedback["Fire of Ober"] == "“Fire of Ober”: The mayor flees by night."


def test_an_event_without_a_meaning_is_not_asked_for_by_it() -> None:
    found = derived(*VALLEYS)
    assert len([p for p in found.proposals if p.form == "timeline.meaning"]) == 4
    assert [r for r in found.refusals if r.form == "timeline.meaning"] == []


def test_a_meaning_of_two_events_asks_for_neither() -> None:
    rows = [
        "Fair | 1880 | a lot of noise",
        "Fire | 1890 | A lot of noise.",
        "Flood | 1900 | wet feet",
    ]
    lines = meant(*rows, "War | 1910 | no bread")
    assert refused("timeline.meaning", *lines) == [
        ("one-answer", lines[2]),
        ("one-answer", lines[3]),
    ]
    assert keys("timeline.meaning", *lines) == ["Flood", "War"]


def test_an_event_whose_meaning_says_the_same_and_more_is_no_wrong_answer() -> None:
    lines = meant(
        "Fair | 1880 | no bread",
        "Fire | 1890 | no bread for a year",
        "Flood | 1900 | wet feet",
        "War | 1910 | many dead",
        "Storm | 1950 | no roofs",
    )
    assert options("timeline.meaning", "Fair", *lines) == {"Flood", "War", "Storm"}


def test_an_event_of_which_another_table_says_the_same_is_no_wrong_answer() -> None:
    lines = meant(
        "Fair | 1880 | no bread",
        "Fire | 1890 | no sleep",
        "Flood | 1900 | wet feet",
        "War | 1910 | many dead",
        "Storm | 1950 | no roofs",
    )
    other = meant("Fire | 1890 | no bread", "March | 1891 | no shoes")
    assert "Fire" in options("timeline.meaning", "Fair", *lines)
    assert "Fire" not in options("timeline.meaning", "Fair", *lines, "", "And:", "", *other)


def test_a_meaning_among_too_few_others_is_not_asked_for() -> None:
    lines = meant("Fair | 1880 | a", "Fair at Moos | 1890 | b", "Flood | 1900 | c")
    assert ("siblings", lines[2]) in refused("timeline.meaning", *lines)


def test_an_event_in_two_rows_is_not_asked_for_by_its_meaning() -> None:
    lines = meant(
        "Fair | 1880 | fun", "Fair | 1890 | dust", "Flood | 1900 | wet", "War | 1910 | dead"
    )
    stopped = refused("timeline.meaning", *lines)
    assert stopped == [("one-answer", lines[2]), ("one-answer", lines[3])]


# The card of an event


def test_a_card_has_the_event_in_front_and_the_rest_behind() -> None:
    proposals = made("timeline.card", *VALLEYS)
    cards = [(p.question.stem, body_of(p.question, Card).back) for p in proposals]
    assert cards[0] == (
        "“Fall of Talheim”: when was it, and what is said of it?",
        "3 May 1921. The walls are rebuilt.",
    )
    assert cards[2][1] == "7 July 1880. A market lasts a week."
    assert cards[4] == ("“Storm of Steinach”: when was it?", "June 1911.")
    assert proposals[0].question.explanation == "By the old calendar."
    assert [(place.row, place.column) for place in proposals[1].places] == [(1, 0), (1, 1)]


def test_a_card_names_the_header_of_its_date() -> None:
    header = ["| Treaty | Signed | Ratified | Result |", "|---|---|---|---|"]
    rows = ["| Moos | 1921 | 1923 | peace |", "| Tal | 1934 | 1935 | |"]
    assert [question.stem for question in asked("timeline.card", *header, *rows)] == [
        "“Moos”: Signed, and what is said of it?",
        "“Moos”: Ratified, and what is said of it?",
        "“Tal”: Signed?",
        "“Tal”: Ratified?",
    ]


def test_an_event_in_two_rows_has_no_card() -> None:
    lines = dated("Fair | 1880", "Fair | 1890", "Flood | 1900")
    assert refused("timeline.card", *lines) == [("one-answer", lines[2]), ("one-answer", lines[3])]


def test_signs_of_markdown_are_shown_as_they_are() -> None:
    lines = meant("AT*T fair | 1880 | 2*2 men", "Fire | 1890 | no bread", "War | 1910 | dead")
    question = asked("timeline.card", *lines)[0]
    assert question.stem == r"“AT\*T fair”: when was it, and what is said of it?"
    assert body_of(question, Card).back == r"1880\. 2\*2 men."
    (event, *_) = asked("timeline.event", *lines)
    assert r"AT\*T fair" in body_of(event, SingleChoice).options
    assert event.explanation == r"“AT\*T fair”: 1880. 2\*2 men."


# Entries of lists


def test_the_entries_of_a_list_are_asked_like_rows() -> None:
    lines = ["## Winters", "", "- Storm of Tal (1842-43): no roofs", "- Flood of Moos (1851): mud"]
    lines += ["- Frost (1862)", "- 1875: Drought of Ober"]
    names = ["Storm of Tal", "Flood of Moos", "Frost", "Drought of Ober"]
    assert keys("timeline.event", *lines) == names
    assert keys("timeline.date", *lines) == ["1851", "1862", "1875"]
    assert keys("timeline.meaning", *lines) == ["Storm of Tal", "Flood of Moos"]
    proposal = made("timeline.event", *lines)[1]
    assert {place.quote for place in proposal.places} == {"Flood of Moos (1851): mud"}
    assert [place and place.quote for place in proposal.option_places] == [
        next(line[2:] for line in lines if text in line) for text in options_of(proposal.question)
    ]
    assert [question.stem for question in asked("timeline.card", *lines)][2:] == [
        "“Frost”: when was it?",
        "“Drought of Ober”: when was it?",
    ]


def test_a_wrong_entry_is_told_its_date_where_a_date_is_asked_for() -> None:
    lines = ["- Storm (1842): no roofs", "- Flood (1851): mud", "- Frost (1862): dead cows"]
    by_date, by_meaning = (
        set(body_of(asked(form, *lines)[0], SingleChoice).feedback)
        for form in ("timeline.event", "timeline.meaning")
    )
    assert by_date - {""} == {"“Flood”: 1851.", "“Frost”: 1862."}
    assert by_meaning - {""} == {"“Flood”: mud.", "“Frost”: dead cows."}


def test_the_entries_of_two_sections_are_not_set_beside_each_other() -> None:
    lines = ["## Winters", "", "- Storm (1842)", "- Flood (1851)", "", "## Summers", ""]
    lines += ["- Frost (1862)", "- Drought (1870)"]
    assert asked("timeline.event", *lines) == []
    assert len(asked("timeline.event", *lines[:4], *lines[7:])) == 4
