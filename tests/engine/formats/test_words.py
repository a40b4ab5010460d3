"""The words of other tools for kinds, for true and false, and for difficulty."""

import pytest

from quizapp.engine.formats.words import CHOICE, difficulty_of, kind_of, truth_of
from quizapp.engine.kinds import KINDS


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", ""),
        ("Multiple Choice", CHOICE),
        ("multichoice", CHOICE),
        ("MCQ", CHOICE),
        ("Opción múltiple", CHOICE),
        ("Checkbox", "multiple_choice"),
        ("Single choice", "single_choice"),
        ("True/False", "true_false"),
        ("T/F", "true_false"),
        ("Verdadeiro/Falso", "true_false"),
        ("верно/неверно", "true_false"),
        ("Fill-in-the-Blank", "short_answer"),
        ("shortanswer", "short_answer"),
        ("numerical", "numerical"),
        ("Flash card", "card"),
        ("Poll", None),
        ("Open-Ended", None),
        ("?", None),
    ],
)
def test_a_kind_is_known_by_its_names(word: str, kind: str | None) -> None:
    assert kind_of(word) == kind


@pytest.mark.parametrize(
    "kind", ["single_choice", "multiple_choice", "true_false", "short_answer", "numerical", "card"]
)
def test_our_own_names_are_known(kind: str) -> None:
    assert kind in KINDS
    found = kind_of(kind)
    assert found == (CHOICE if kind == "multiple_choice" else kind)


@pytest.mark.parametrize(
    ("word", "truth"),
    [
        *((word, True) for word in ("TRUE", "yes", "Wahr", "vrai", "Sí", "верно", "○")),
        *((word, False) for word in ("false", "No", "falsch", "Faux", "неверно", "×", "لا")),
        ("1", None),
        ("0", None),
        ("maybe", None),
        ("", None),
    ],
)
def test_true_and_false_are_known_in_many_languages(word: str, truth: bool | None) -> None:
    assert truth_of(word) is truth


@pytest.mark.parametrize(
    ("word", "level"),
    [("Easy", "easy"), ("Mittel", "medium"), ("DIFÍCIL", "hard"), ("2", "medium"), ("B1", "")],
)
def test_a_difficulty_is_one_of_ours_or_none(word: str, level: str) -> None:
    assert difficulty_of(word) == level
