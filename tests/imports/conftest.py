from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.imports.spool import Spool
from tests.factories import make_person


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "imports", tmp_path / "media")


@pytest.fixture
def teacher(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")
