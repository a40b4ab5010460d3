import pytest

from quizapp.engine.kinds import Card, InvalidResponse, PublicView, Review
from quizapp.engine.kinds.cells import Cells, UnreadableCells


def test_a_card_is_turned_over_not_answered() -> None:
    card = Card("*1943*")
    assert card.public_view(1) == PublicView("reveal")
    assert card.to_fields(True, 1) == ()
    assert card.mark(True) == 0
    assert card.review(None) == Review(given="", expected="*1943*")
    assert not Card.in_quizzes
    with pytest.raises(InvalidResponse):
        card.parse(["1943"], 1)


@pytest.mark.parametrize("cells", [Cells(answer="back"), Cells(correct="back")])
def test_the_back_stands_in_either_column(cells: Cells) -> None:
    assert Card.from_cells(cells) == Card("back")


def test_two_backs_are_refused() -> None:
    with pytest.raises(UnreadableCells, match="not in both") as caught:
        Card.from_cells(Cells(answer="a", correct="b"))
    assert caught.value.faults[0].field == "correct"


@pytest.mark.parametrize(
    ("back", "codes"),
    [
        ("x" * 10_000, []),
        ("x" * 10_001, ["too_long"]),
        ("", ["empty"]),
        (" \n", ["empty"]),
        ("a\x7f", ["control_character"]),
    ],
)
def test_faults(back: str, codes: list[str]) -> None:
    faults = list(Card(back).faults())
    assert [fault.code for fault in faults] == codes
    assert {fault.field for fault in faults} <= {"answer"}
