from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_person
from tests.page_client import PageClient
from tests.visits import visit_as

SECRET = "a value that nobody may see"


@pytest.fixture
def live_app(app_for: Callable[..., Flask]) -> Flask:
    """The application as it is served: faults become pages. One address has a fault."""
    app = app_for(testing=False)

    @app.route("/fault", methods=["GET", "POST"])
    def fault() -> str:
        raise RuntimeError(SECRET)

    return app


@pytest.fixture
def ada(live_app: Flask, session: Session) -> PageClient:
    return visit_as(live_app, session, make_person(session, "ada"))


def test_errors_are_pages_with_words_and_a_way_on(ada: PageClient) -> None:
    ada.get("/")
    for path, status, heading in (("/nowhere", 404, "Not found"), ("/sign-out", 405, "That didn")):
        page = ada.get(path, status)
        assert page.heading.startswith(heading)
        assert page.link("Go to the start page") == "/"
    ada.post("/account", csrf=False, data={"theme": "dark"}, status=400)
    assert "Reload it." in ada.page.text
    ada.post("/account", {"display_name": "x" * 2_000_001}, 413)
    assert ada.page.heading == "Too large"


def test_scripts_are_told_the_same_in_json(ada: PageClient) -> None:
    for path, status in (("/nowhere", 404), ("/sign-out", 405), ("/attempts/99999999999", 404)):
        assert ada.get_json(path, status)["error"]
    assert ada.post_json("/study/answer", {}, 400, csrf=False)["error"].endswith("Reload it.")
    assert ada.post_json("/study/answer", {}, 400)["error"]
    assert ada.post_json("/study/answer", " " * 2_000_001, 413)["error"]
    assert ada.post_json("/account", {}, 415)["error"]


def test_a_refused_method_says_which_are_taken(ada: PageClient) -> None:
    ada.get("/sign-out", 405)
    assert ada.response is not None
    assert set(ada.response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_fault_of_ours_tells_nothing_of_itself(
    live_app: Flask, ada: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    for client in (ada, PageClient(live_app)):
        page = client.get("/fault", 500)
        assert page.heading == "Our mistake"
        told = [page.html, str(client.get_json("/fault", 500))]
        for word in (SECRET, "Traceback", "RuntimeError", ".py"):
            assert not [text for text in told if word in text]
    assert SECRET in caplog.text


def test_an_error_page_knows_who_is_signed_in(ada: PageClient) -> None:
    assert "Account of Ada" in " ".join(ada.get("/nowhere", 404).texts(".//nav//a"))
