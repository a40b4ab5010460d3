from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quizapp import create_app, migrations
from quizapp.config import Settings
from quizapp.extensions import db


def _app(tmp_path: Path, url: str, *, testing: bool = True) -> Flask:
    return create_app(
        Settings(secret_key="k" * 40, instance=tmp_path, database_url=url, testing=testing)
    )


def test_a_migrated_installation_is_ready(app: Flask) -> None:
    visitor = app.test_client()
    assert visitor.get("/healthz").get_json() == {"status": "ok"}
    ready = visitor.get("/readyz")
    assert (ready.status_code, ready.get_json()) == (200, {"status": "ready"})


def test_an_installation_without_tables_lives_but_is_not_ready(
    empty_database_url: str, tmp_path: Path
) -> None:
    app = _app(tmp_path, empty_database_url)
    visitor = app.test_client()
    assert visitor.get("/healthz").status_code == 200
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert "flask db upgrade" in ready.get_json()["status"]
    with app.app_context():
        migrations.upgrade(db.engine)
        assert visitor.get("/readyz").status_code == 200
        db.engine.dispose()


UNREACHABLE: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder}/no/such/folder/quizapp.sqlite",
    "postgresql": lambda folder: f"postgresql+psycopg:///quizapp?host={folder}",
}


@pytest.mark.parametrize("database", UNREACHABLE)
def test_an_installation_whose_database_is_away_says_so(tmp_path: Path, database: str) -> None:
    app = _app(tmp_path, UNREACHABLE[database](tmp_path), testing=False)
    visitor = app.test_client()
    assert visitor.get("/healthz").status_code == 200
    assert visitor.get("/").status_code == 200
    refused = visitor.get("/readyz", headers={"Accept": "application/json"})
    assert refused.status_code == 503
    assert "away" in refused.get_json()["error"]
    assert refused.headers["Retry-After"]
    with visitor.session_transaction() as cookie:
        cookie["_user_id"] = "somebody"
    page = visitor.get("/scores")
    assert page.status_code == 503
    assert "The database is busy or away." in page.text
