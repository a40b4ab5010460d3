"""What a person said of a file's columns, for the next file with the same header."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from quizapp.imports.models import ColumnMapping
from quizapp.imports.reading import Settings
from quizapp.imports.remembering import recall, remember, signature
from tests.factories import NOW, make_person
from tests.rows import count

HEADER = ("Frage", "Antwort A", "Richtig")
SAID = Settings(layout="columns", columns={0: "question", 2: "correct"}, answers={"key": "text"})


@pytest.mark.parametrize(
    "header",
    [
        (" FRAGE", "Antwort  a", "richtig "),
        (*HEADER, "", ""),
        ("guard", "reason", *HEADER),
        ("'Frage", "Antwort A", "Richtig"),
    ],
)
def test_a_header_is_known_again_however_it_is_written(header: tuple[str, ...]) -> None:
    assert signature(header) == signature(HEADER)


def test_another_header_is_another() -> None:
    headers = [HEADER, HEADER[::-1], HEADER[:2], ("Frage", "", "Richtig"), ("FrageAntwort A",)]
    assert len({signature(header) for header in headers}) == len(headers)
    assert signature(("", " ")) == ""


def test_the_newest_that_fits_is_recalled_and_nothing_said_forgets_it(session: Session) -> None:
    tess, otto = make_person(session, "tess"), make_person(session, "otto")
    remember(session, tess, HEADER, Settings(layout="cards"), NOW)
    remember(session, tess, HEADER, SAID, NOW + timedelta(days=1))
    remember(session, tess, ("",), SAID, NOW)
    assert count(session, ColumnMapping) == 1
    found = recall(session, tess, [("A list of mine",), HEADER])
    assert found is not None
    assert (found.said, found.used_at) == (SAID, NOW + timedelta(days=1))
    assert recall(session, otto, [HEADER]) is None
    session.commit()
    remember(session, tess, HEADER, Settings(encoding="cp1252"), NOW)
    assert recall(session, tess, [HEADER]) is None


def test_what_is_about_one_import_is_not_kept(session: Session) -> None:
    tess = make_person(session, "tess")
    said = Settings(encoding="cp1252", answers={"key": "text", "memory": "anew", "faulty": "x"})
    remember(session, tess, HEADER, said, NOW)
    found = recall(session, tess, [HEADER])
    assert found is not None
    assert found.said == Settings(answers={"key": "text"})
