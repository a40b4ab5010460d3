from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from quizapp.banks import importing, services
from quizapp.banks.importing import ImportReport
from quizapp.banks.models import Bank, QuestionVersion
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import BankDetails
from quizapp.engine.kinds import SingleChoice
from quizapp.engine.question import Question, Source
from tests.factories import EVERY_KIND, NOW, make_bank, make_person, make_questions, retire
from tests.rows import count, rows, snapshot
from tests.visits import at_once

RIVERS = BankDetails("rivers", "Rivers", description="Of Europe", licence="CC BY 4.0")
ONE = Question(
    key="one",
    stem="Which is *one*?",
    body=SingleChoice(("1", "2"), 0, ("Yes.", "No.")),
    explanation="It is.",
    points=Decimal("1.50"),
    topic="Numbers",
    tags=("a", "b"),
    difficulty="hard",
    time_limit=60,
    image="one.png",
    image_alt="A one",
    source=Source(
        "Title", "https://example.org", "page 1", "One is one.", "figure.value", "5e" * 32
    ),
    note="By most counts.",
    excludes=("two", "not there"),
)
TWO = replace(ONE, key="two", stem="Which is two?", excludes=())


def _import(session: Session, *questions: Question, **options: Any) -> ImportReport:
    options.setdefault("now", NOW)
    return importing.import_bank(session, None, RIVERS, questions, **options)


def _versions(session: Session) -> list[tuple[Any, ...]]:
    return rows(
        session,
        *(QuestionVersion.question_id, QuestionVersion.number, QuestionVersion.stem),
        QuestionVersion.created_at,
    )


def test_every_kind_comes_back_as_it_was_brought_in(session: Session) -> None:
    make_bank(session, questions=[*EVERY_KIND, ONE])
    stored = [
        services.load_version(session, version_id)[0]
        for (version_id,) in rows(session, QuestionVersion.id)
    ]
    assert stored == [replace(question, key="") for question in [*EVERY_KIND, ONE]]
    assert [question.digest() for question in stored] == [
        digest for _, digest in rows(session, QuestionVersion.id, QuestionVersion.digest)
    ]


def test_a_bank_keeps_its_details_and_the_order_of_its_questions(session: Session) -> None:
    assert _import(session, TWO, ONE) == ImportReport("rivers", new=2, changed=0, unchanged=0)
    assert rows(session, QuestionRow.position, QuestionRow.key, QuestionRow.version) == [
        (0, "two", 1),
        (1, "one", 1),
    ]
    bank = services.find_bank(session, None, "rivers")
    assert bank is not None
    assert (bank.title, bank.description, bank.licence) == ("Rivers", "Of Europe", "CC BY 4.0")
    assert (bank.questions, bank.quiz_questions) == (2, 2)


def test_the_same_questions_again_change_nothing(session: Session) -> None:
    _import(session, ONE, TWO)
    before = snapshot(session)
    again = _import(session, ONE, TWO, now=NOW + timedelta(days=1))
    assert again == ImportReport("rivers", new=0, changed=0, unchanged=2)
    assert snapshot(session) == before


def test_a_changed_question_gets_a_new_version_and_the_old_one_stays(session: Session) -> None:
    _import(session, ONE, TWO)
    later = NOW + timedelta(days=1)
    changed = replace(ONE, stem="Which is one?")
    report = _import(session, changed, TWO, replace(TWO, key="three"), now=later)
    assert report == ImportReport("rivers", new=1, changed=1, unchanged=1)
    [(one, _), (two, _), (three, _)] = rows(session, QuestionRow.id, QuestionRow.key)
    assert _versions(session) == [
        (one, 1, "Which is *one*?", NOW),
        (one, 2, "Which is one?", later),
        (two, 1, "Which is two?", NOW),
        (three, 1, "Which is two?", later),
    ]
    assert rows(session, QuestionRow.key, QuestionRow.version, QuestionRow.position) == [
        ("one", 2, 0),
        ("three", 1, 2),
        ("two", 1, 1),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"body": SingleChoice(("1", "2"), 1, ("Yes.", "No."))},
        {"body": SingleChoice(("1", "2"), 0, ("Yes.", "Not."))},
        {"explanation": "It isn't."},
        {"points": Decimal("1.51")},
        {"topic": "Figures"},
        {"tags": ("a",)},
        {"difficulty": "easy"},
        {"time_limit": None},
        {"image": "two.png"},
        {"image_alt": "A 1"},
        {"source": replace(ONE.source, locator="page 2")},
        {"source": replace(ONE.source, quote="1 is 1.")},
        {"source": replace(ONE.source, form="figure.number")},
        {"note": ""},
        {"excludes": ("two",)},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.sqlite_only
def test_a_change_of_any_part_makes_a_version(session: Session, change: dict[str, Any]) -> None:
    _import(session, ONE)
    assert _import(session, replace(ONE, **change)).changed == 1


@pytest.mark.sqlite_only
def test_points_written_otherwise_are_no_change(session: Session) -> None:
    _import(session, ONE)
    assert _import(session, replace(ONE, points=Decimal("1.5"))).unchanged == 1


def test_a_change_elsewhere_in_the_article_makes_no_version(session: Session) -> None:
    _import(session, ONE)
    mended = replace(ONE, source=replace(ONE.source, sha256="af" * 32))
    assert _import(session, mended).unchanged == 1
    assert rows(session, QuestionVersion.source_hash) == [("5e" * 32,)]


def test_questions_that_are_not_in_the_file_stay(session: Session) -> None:
    _import(session, ONE, TWO)
    assert _import(session, ONE) == ImportReport("rivers", new=0, changed=0, unchanged=1)
    assert count(session, QuestionRow) == 2


def test_a_retired_question_comes_back_as_a_new_version(session: Session) -> None:
    bank = make_bank(session, questions=[ONE])
    retire(session, bank)
    assert _import(session, ONE) == ImportReport("rivers", new=0, changed=1, unchanged=0)
    assert rows(session, QuestionRow.key, QuestionRow.version, QuestionRow.retired_at) == [
        ("one", 2, None)
    ]
    assert [version[1:3] for version in _versions(session)] == [(1, ONE.stem), (2, ONE.stem)]


def test_the_same_key_in_another_bank_is_another_question(session: Session) -> None:
    _import(session, ONE)
    make_bank(session, "lakes", [ONE])
    assert count(session, QuestionRow) == 2


def test_a_version_cannot_be_changed(session: Session) -> None:
    _import(session, ONE)
    version = session.query(QuestionVersion).one()
    version.stem = "Which was it?"
    with pytest.raises(TypeError, match="make a new version"):
        session.flush()
    session.rollback()
    assert _versions(session)[0][2] == ONE.stem


def test_an_import_that_fails_midway_stores_nothing(session: Session) -> None:
    _import(session, ONE)
    before = snapshot(session)
    changed = replace(ONE, stem="Changed")
    with pytest.raises(IntegrityError):
        _import(session, changed, TWO, TWO)
    assert snapshot(session) == before


def test_an_import_that_fails_at_its_last_statement_stores_nothing(session: Session) -> None:
    _import(session, ONE, TWO)
    before = snapshot(session)
    seen: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if sum(text.startswith("UPDATE questions") for text in seen) == 2:
            raise ConnectionError("the power is cut")

    engine = session.get_bind()
    event.listen(engine, "after_cursor_execute", fail)
    changed = [replace(question, stem="Changed") for question in (ONE, TWO)]
    details = replace(RIVERS, title="Streams")
    with pytest.raises(ConnectionError):
        importing.import_bank(session, None, details, [*changed, *make_questions(3)], now=NOW)
    event.remove(engine, "after_cursor_execute", fail)
    assert sum(text.startswith("INSERT INTO question_versions") for text in seen) == 3
    assert snapshot(session) == before


def test_nobody_sees_half_an_import(session: Session, sessions: sessionmaker[Session]) -> None:
    _import(session, ONE)
    engine = session.get_bind()
    seen: list[int] = []

    def look(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO question"):
            with sessions() as other:
                seen.extend(bank.questions for bank in services.list_banks(other, None))

    event.listen(engine, "after_cursor_execute", look)
    _import(session, *make_questions(3))
    event.remove(engine, "after_cursor_execute", look)
    assert set(seen) == {1}


def test_a_dry_run_tells_what_would_be_done_and_does_nothing(session: Session) -> None:
    report = _import(session, ONE, TWO, dry_run=True)
    assert report == ImportReport("rivers", new=2, changed=0, unchanged=0)
    assert count(session, Bank) == 0
    _import(session, ONE)
    before = snapshot(session)
    report = _import(session, replace(ONE, note=""), TWO, dry_run=True)
    assert report == ImportReport("rivers", new=1, changed=1, unchanged=0)
    assert snapshot(session) == before


def test_a_whole_bank_brings_its_details_and_retires_what_is_gone(session: Session) -> None:
    person = make_person(session)
    importing.import_bank(session, person, RIVERS, [ONE, TWO], now=NOW)
    other = replace(RIVERS, title="Streams")
    report = importing.import_bank(session, None, other, [ONE], now=NOW)
    assert report == ImportReport("rivers", new=0, changed=0, unchanged=1, retired=0)
    assert rows(session, Bank.title, Bank.owner_id) == [("Rivers", person.id)]
    assert rows(session, QuestionRow.retired_at) == [(None,), (None,)]

    for retired in (1, 0):
        report = importing.import_bank(session, None, other, [ONE], now=NOW, is_whole=True)
        assert report == ImportReport("rivers", new=0, changed=0, unchanged=1, retired=retired)
    assert rows(session, Bank.title, Bank.owner_id) == [("Streams", person.id)]
    gone = [row for row in rows(session, QuestionRow.key, QuestionRow.retired_at) if row[1]]
    assert [key for key, _ in gone] == [TWO.key]


def test_of_imports_of_one_bank_at_once_none_is_lost_or_half_done(
    session: Session, sessions: sessionmaker[Session]
) -> None:
    _import(session, ONE)

    def bring(number: int) -> ImportReport:
        with sessions() as own:
            return _import(own, replace(ONE, note=f"note {number}"), *make_questions(20))

    results = at_once([lambda: bring(1), lambda: bring(2), lambda: bring(3)])
    assert sorted(str(result) for result in results) == sorted(
        [
            str(ImportReport("rivers", new=20, changed=1, unchanged=0)),
            str(ImportReport("rivers", new=0, changed=1, unchanged=20)),
            str(ImportReport("rivers", new=0, changed=1, unchanged=20)),
        ]
    )
    assert rows(session, QuestionRow.version)[-1] == (4,)
    assert count(session, QuestionVersion) == 24
    assert len({position for (position,) in rows(session, QuestionRow.position)}) == 21
