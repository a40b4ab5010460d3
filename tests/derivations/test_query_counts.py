"""However many questions there are, a page asks the database as often."""

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.extensions import db
from tests.derivations.given import ARTICLE, derive_for
from tests.factories import make_person
from tests.visits import visit_as

pytestmark = pytest.mark.sqlite_only


def count_statements(app: Flask, session: Session, person: Person, number: int) -> dict[str, int]:
    client = visit_as(app, session, person)
    seen: list[str] = []

    def watch(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    review = f"/banks/derive/{number}"
    counted = {}
    event.listen(engine, "before_cursor_execute", watch)
    for path in ("/banks/derive", review, f"{review}/publish", f"{review}/questions/1/edit"):
        seen.clear()
        assert client.http.get(path).status_code == 200
        counted[path.replace(review, "")] = len(seen)
    for tail, fields in {
        "/questions/1": {"verdict": "accept"},
        "/questions": {"verdict": "accept", "form": "figure.value"},
        "/undo": {"step": "2"},
    }.items():
        seen.clear()
        data = {**fields, "csrf_token": client.csrf_token, "on": ["1", "2", "3"]}
        headers = {"Accept": "application/json"}
        response = client.http.post(f"{review}{tail}", data=data, headers=headers)
        assert response.status_code == 200
        counted[f"POST {tail}"] = len(seen)
    event.remove(engine, "before_cursor_execute", watch)
    return counted


def test_pages_ask_the_database_as_often_for_much_as_for_little(
    app: Flask, session: Session
) -> None:
    person = make_person(session, "tess", role="teacher")
    small = derive_for(session, person, ARTICLE.partition("## Bridges")[0])
    rows = "".join(f"| Town {n} | {1000 + 37 * n:,} |\n" for n in range(60))
    more = f"\n## Towns\n\n| Town | People |\n|---|---|\n{rows}"
    large = derive_for(session, person, ARTICLE + more)
    assert large.summary["questions"] > 2 * small.summary["questions"]
    counts = [count_statements(app, session, person, each.id) for each in (small, large)]
    assert counts[0] == counts[1]
    assert all(0 < count < 20 for count in counts[0].values())
