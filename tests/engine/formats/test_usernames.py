import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.formats.usernames import free_username, is_username, username_of


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("Amy Brown", "amy.brown"),
        ("Änne Müller-Lüdenscheidt", "anne.muller.ludenscheidt"),
        ("Łukasz Żółć", "lukasz.zolc"),
        ("Siobhán O’Brien", "siobhan.obrien"),
        ("İpek Şahin", "ipek.sahin"),
        ("Ольга Щукина", "olga.shchukina"),
        ("Γιώργος Παππάς", "giorgos.pappas"),
        ("Bo", "bo.student"),
        ("李明", "student"),
        ("...", "student"),
        ("Maximiliane Konstantinopoulou-Ng", "maximiliane.konstantinopoulou"),
    ],
)
def test_a_username_is_made_of_a_name(name: str, username: str) -> None:
    assert username_of(name) == username


@given(st.text())
def test_whatever_the_name_there_is_a_username(name: str) -> None:
    assert is_username(username_of(name))


@given(st.text(max_size=40), st.integers(1, 30))
def test_many_people_of_one_name_get_usernames_of_their_own(name: str, count: int) -> None:
    taken: set[str] = set()
    for _ in range(count):
        made = free_username(username_of(name), taken)
        assert is_username(made)
        assert made not in taken
        taken.add(made)


def test_the_first_number_is_taken_that_is_free() -> None:
    assert free_username("amy", {"amy", "amy2", "amy4"}) == "amy3"
    assert free_username("a" * 30, {"a" * 30}) == "a" * 29 + "2"


@pytest.mark.parametrize("text", ["ab", "a" * 31, "Amy", "amy b", "amy@x", "ämy", "", "amy\n"])
def test_what_is_no_username(text: str) -> None:
    assert not is_username(text)
