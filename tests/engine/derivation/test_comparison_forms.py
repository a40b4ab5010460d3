"""What is asked about what a table says of whom, and what is refused."""

from quizapp.engine.kinds import Matching, SingleChoice
from tests.engine.derivation.deriving import (
    asked,
    body_of,
    key_of,
    made,
    only,
    options_of,
    others_of,
    refused,
)

ANIMALS = [
    "# Animals of Examplia",
    "",
    "## Night and day",
    "",
    "| Animal | Home* | Food |",
    "|---|---|---|",
    "| Badger | a den in the sand | roots and worms† |",
    "| Owl | an old hollow tree | mice |",
    "| Hare | a bed of dry grass | clover |",
    "| Otter | the bank of a river | fish |",
    "",
    "\\* In summer.",
    "",
    "† And honey.",
]


def table(*rows: str, header: str = "Animal | Home") -> list[str]:
    return [f"| {header} |", "|---|---|", *(f"| {row} |" for row in rows)]


ROWS = ["Badger | a sandy den", "Owl | hollow trees", "Hare | dry grass", "Otter | river banks"]


def keys(form: str, *lines: str) -> list[str]:
    return [key_of(question) for question in asked(form, *lines)]


def options(form: str, key: str, *lines: str) -> set[str]:
    """The wrong options beside this right answer."""
    (question,) = (q for q in asked(form, *lines) if key_of(q) == key)
    return set(others_of(question))


# The subject of a statement


def test_a_subject_is_asked_for_by_what_is_said_of_it() -> None:
    proposal = made("comparison.subject", *ANIMALS)[0]
    question = proposal.question
    assert question.key == "comparison-subject-badger-home"
    assert question.stem == (
        "Night and day: which of these has this under “Home”: “a den in the sand”?"
    )
    assert key_of(question) == "Badger"
    assert set(others_of(question)) == {"Owl", "Hare", "Otter"}
    assert question.explanation == "“Badger”: a den in the sand. In summer."
    assert question.source.locator == "Night and day, row 1, Home"
    assert question.source.quote == ANIMALS[6]
    assert [(place.row, place.column) for place in proposal.places] == [(0, 1), (0, 0)]
    rows = {"Badger": 0, "Owl": 1, "Hare": 2, "Otter": 3}
    for text, place in zip(options_of(question), proposal.option_places, strict=True):
        assert place is not None and (place.row, place.column) == (rows[text], 0)
    feedback = set(body_of(question, SingleChoice).feedback) - {""}
    assert "“Owl”: an old hollow tree." in feedback and len(feedback) == 3


def test_notes_to_a_cell_stand_in_the_explanation() -> None:
    explanations = [question.explanation for question in asked("comparison.subject", *ANIMALS)]
    assert "“Badger”: roots and worms. And honey." in explanations
    assert "“Owl”: mice." in explanations


def test_a_statement_on_two_subjects_asks_for_neither() -> None:
    lines = table(*ROWS, "Fox | Dry grass.")
    stopped = [("one-answer", lines[4]), ("one-answer", lines[6])]
    assert refused("comparison.subject", *lines) == stopped
    assert keys("comparison.subject", *lines) == ["Badger", "Owl", "Otter"]


def test_a_subject_of_which_the_same_and_more_is_said_is_no_wrong_answer() -> None:
    lines = table(*ROWS, "Fox | a sandy den below a wall")
    assert options("comparison.subject", "Badger", *lines) == {"Owl", "Hare", "Otter"}
    assert "Badger" not in options("comparison.subject", "Fox", *lines)


def test_a_subject_of_which_much_the_same_is_said_is_no_wrong_answer() -> None:
    lines = table(*ROWS, "Fox | dens, sandy or stony")
    assert "Fox" not in options("comparison.subject", "Badger", *lines)
    other = table(*ROWS[:2], ROWS[3], "Fox | a stony den")
    assert "Fox" in options("comparison.subject", "Badger", *other)


def test_a_subject_of_which_another_table_says_the_same_is_no_wrong_answer() -> None:
    more = table("Owl | a sandy den", "Bat | caves")
    lines = [*table(*ROWS, "Vole | black soil"), "", "And:", "", *more]
    assert "Owl" in options("comparison.subject", "Badger", *lines[:7])
    assert "Owl" not in options("comparison.subject", "Badger", *lines)


def test_a_subject_named_within_another_is_no_wrong_answer() -> None:
    lines = table(*ROWS, "River otter | wet stones")
    assert "River otter" not in options("comparison.subject", "Otter", *lines)
    assert "Otter" not in options("comparison.subject", "River otter", *lines)


def test_a_statement_beside_too_few_others_is_refused() -> None:
    lines = table(*ROWS[:2])
    assert refused("comparison.subject", *lines) == [("siblings", lines[2]), ("siblings", lines[3])]
    assert asked("comparison.subject", *lines) == []


def test_the_nearest_rows_stand_beside_the_key() -> None:
    homes = ["sand", "trees", "grass", "banks", "caves", "walls", "roofs", "stones"]
    lines = table(*(f"Animal{chr(97 + number)} | {home}" for number, home in enumerate(homes)))
    assert options("comparison.subject", "Animale", *lines) == {"Animald", "Animalf", "Animalc"}


# The statement on a subject


def test_what_is_said_of_a_subject_is_asked_for() -> None:
    proposal = made("comparison.statement", *ANIMALS)[0]
    question = proposal.question
    assert question.key == "comparison-statement-badger-home"
    assert question.stem == "Night and day: what is given for “Badger” under “Home”?"
    assert key_of(question) == "a den in the sand"
    assert question.explanation == "“Badger”: a den in the sand. In summer."
    assert [(place.row, place.column) for place in proposal.places] == [(0, 0), (0, 1)]
    rows = {line.split(" | ")[1]: number for number, line in enumerate(ANIMALS[6:10])}
    for text, place in zip(options_of(question), proposal.option_places, strict=True):
        assert place is not None and (place.row, place.column) == (rows[text], 1)
    feedback = set(body_of(question, SingleChoice).feedback) - {""}
    assert feedback == {f"This is given for “{name}”." for name in ("Owl", "Hare", "Otter")}


def test_statements_of_about_the_length_of_the_key_stand_beside_it() -> None:
    homes = ["sand", "trees", "a bed of dry grass", "banks", "a cave in the rocks", "the old mill"]
    lines = table(*(f"Animal{chr(97 + number)} | {home}" for number, home in enumerate(homes)))
    assert options("comparison.statement", "sand", *lines) == {"trees", "banks", "the old mill"}
    assert options("comparison.statement", "a bed of dry grass", *lines) == {
        "a cave in the rocks",
        "the old mill",
        "trees",
    }


def test_a_statement_that_may_be_true_of_the_subject_too_is_no_wrong_answer() -> None:
    lines = table(*ROWS, "Fox | dry grass and leaves", "Bat | caves")
    assert "dry grass and leaves" not in options("comparison.statement", "dry grass", *lines)


def test_a_statement_beside_too_few_others_is_not_asked_for() -> None:
    lines = table(*ROWS[:2], "Fox | a sandy den")
    assert [gate for gate, _ in refused("comparison.statement", *lines)] == ["siblings"] * 3


def test_a_subject_in_two_rows_is_not_asked_about() -> None:
    lines = table(*ROWS, "badger. | caves")
    stopped = [("one-answer", lines[2]), ("one-answer", lines[6])]
    assert refused("comparison.statement", *lines) == stopped


# The heading over a table


def test_the_heading_is_left_out_where_it_names_a_subject() -> None:
    lines = ["# Examplia", "", "## Badgers and others", "", *table(*ROWS)]
    assert all("Badgers" not in question.stem for question in asked("comparison.statement", *lines))
    (first, *_) = asked("comparison.statement", *lines)
    assert first.stem == "What is given for “Badger” under “Home”?"
    lines[2] = "## A*B"
    assert asked("comparison.statement", *lines)[0].stem.startswith(r"A\*B: what is given")


# Matching


def test_subjects_are_matched_with_what_is_said_of_them() -> None:
    proposal = made("comparison.matching", *ANIMALS)[0]
    question = proposal.question
    assert question.key == "comparison-matching-badger-home"
    assert question.stem == ("Night and day: match each with what is given for it under “Home”.")
    assert body_of(question, Matching).pairs == (
        ("Badger", "a den in the sand"),
        ("Owl", "an old hollow tree"),
        ("Hare", "a bed of dry grass"),
        ("Otter", "the bank of a river"),
    )
    assert [(place.row, place.column) for place in proposal.places] == [(n, 1) for n in range(4)]
    origins = [place for place in proposal.option_places if place]
    assert [(place.row, place.column) for place in origins] == [(n, 0) for n in range(4)]
    assert question.explanation == (
        "“Badger”: a den in the sand. “Owl”: an old hollow tree. “Hare”: a bed of dry grass. "
        "“Otter”: the bank of a river. In summer."
    )
    assert len(proposal.facts) == 4


def test_what_fits_two_subjects_is_matched_with_one_only() -> None:
    lines = table(*ROWS, "Fox | dry grass")
    (question,) = asked("comparison.matching", *lines)
    assert [left for left, _ in body_of(question, Matching).pairs] == [
        "Badger",
        "Owl",
        "Hare",
        "Otter",
    ]


def test_long_tables_are_matched_by_groups() -> None:
    homes = ["sand", "trees", "grass", "banks", "caves", "walls", "roofs", "stones", "leaves"]
    lines = table(*(f"Animal{chr(97 + number)} | {home}" for number, home in enumerate(homes)))
    sizes = [len(body_of(q, Matching).pairs) for q in asked("comparison.matching", *lines)]
    assert sizes == [4, 5]


def test_fewer_than_three_that_can_be_told_apart_are_not_matched() -> None:
    lines = table("Badger | a sandy den", "Owl | hollow trees", "Fox | a sandy den")
    assert refused("comparison.matching", *lines) == [("siblings", lines[2])]
    assert asked("comparison.matching", *lines) == []
    assert only("comparison.matching", *table(*ROWS[:3])).question.topic == ""
