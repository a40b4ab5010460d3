import pytest

from quizapp.presentation import quotation


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("The Danube is long.[^3]", "The Danube is long."),
        ("- Vienna (1273): a seat of kings", "Vienna (1273): a seat of kings"),
        ("| Danube | 2,850 km[^a] | |", "Danube · 2,850 km"),
        ("Danube | 2,850 km | Black Sea |", "Danube · 2,850 km · Black Sea"),
        ("Danube | 2,850 km", "Danube · 2,850 km"),
        ("Danube |2,850 km|", "Danube · 2,850 km"),
        ("The norm |x|, not x.", "The norm |x|, not x."),
    ],
)
def test_a_quote_is_shown_in_plain_words(quote: str, shown: str) -> None:
    assert quotation(quote) == shown
