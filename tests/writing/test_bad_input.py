"""Whatever the forms of who may write hold, it is taken or refused, and never a fault of ours."""

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quizapp.engine.kinds import KINDS
from quizapp.writing.views import ACTIONS
from tests.factories import make_bank
from tests.json_values import TEXTS
from tests.page_client import PageClient
from tests.properties import ON_DATABASE
from tests.visits import visit_as
from tests.writing.given import make_people, make_shared_bank

pytestmark = pytest.mark.sqlite_only

PATHS = (
    *("/banks/new", "/banks/rivers/details", "/banks/rivers/sharing", "/banks/rivers/copy"),
    *("/banks/rivers/questions/new", "/banks/rivers/questions/1/edit"),
    *("/banks/rivers/questions/8/edit", "/banks/rivers/questions/preview"),
    *("/banks/rivers/questions/several", "/banks/rivers/questions/1/restore"),
)
NAMES = (
    *("title", "language", "licence", "source_url", "username", "right", "type", "kind", "base"),
    *("question", "correct", "accepted", "tolerance", "unit", "answer", "options", "option_1"),
    *(
        "option_2",
        "right_1",
        "feedback_1",
        "points",
        "time_limit",
        "difficulty",
        "tags",
        "excludes",
    ),
    *("image", "image_alt", "no_image", "memory", "forgives", "id", "version", "topic", "tag"),
    *("target", "all", "sure", "on_clash", "state", "sort", "search", "form", "source_hash"),
)
ACTED = st.sampled_from(
    ("save", "another", "preview", "kind", "add", "up-1", "down-99", "remove-0", *ACTIONS)
)
VALUES = (
    st.sampled_from([text.encode("utf-8", "replace").decode() for text in TEXTS])
    | st.sampled_from([*KINDS])
    | st.sampled_from(["=>", "a => b", "|", "1|2", "$x^", "1..", "a\nb\r\nc", "1" * 300])
    | st.text(max_size=8)
)


@pytest.fixture
def owner(app: Flask, session: Session) -> PageClient:
    people = make_people(session)
    make_shared_bank(session, people)
    make_bank(session, "lakes", owner=people.owner)
    return visit_as(app, session, people.owner)


@settings(ON_DATABASE, max_examples=25)
@given(
    form=st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3), max_size=14),
    kind=st.sampled_from([*KINDS, "nonsense"]),
    do=ACTED,
)
def test_every_form_is_taken_or_refused(
    owner: PageClient, form: dict[str, list[str]], kind: str, do: str
) -> None:
    for path in PATHS:
        data = {"type": kind, "options": "3", **form, "do": do, "csrf_token": owner.csrf_token}
        for headers in ({}, {"Accept": "application/json"}):
            response = owner.http.post(path, data=data, headers=headers)
            assert response.status_code < 500, (path, response.status)


@pytest.mark.parametrize("path", PATHS)
def test_very_long_texts_are_refused(owner: PageClient, path: str) -> None:
    owner.get("/banks/rivers")
    names = ("title", "username", "question", "topic", "tag", "id", "option_1", "search")
    data = {**dict.fromkeys(names, "x" * 40_000), "type": "card", "answer": "x", "options": "1"}
    response = owner.http.post(path, data={**data, "csrf_token": owner.csrf_token})
    assert response.status_code < 500
