import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts import services
from quizapp.accounts.models import User
from tests.factories import make_person
from tests.rows import rows
from tests.visits import visit_as

SETTINGS = (
    *(User.username, User.display_name, User.time_zone, User.theme),
    *(User.new_cards_per_day, User.shortcuts),
)


def test_a_person_changes_their_own_settings_and_nobody_elses(app: Flask, session: Session) -> None:
    make_person(session, "bob")
    client = visit_as(app, session, make_person(session, "ada"))
    client.get("/account")
    client.submit(
        "/account",
        display_name=" Ada L. ",
        time_zone="America/New_York",
        theme="dark",
        new_cards_per_day="7",
        shortcuts=False,
    )
    assert "Your settings are saved." in client.follow().text
    assert rows(session, *SETTINGS) == [
        ("ada", "Ada L.", "America/New_York", "dark", 7, False),
        ("bob", "Bob", "UTC", "auto", 20, True),
    ]
    assert client.page.root.get("data-theme") == "dark"
    controls = client.page.form("/account").controls
    assert {name: controls[name].values for name in ("time_zone", "new_cards_per_day")} == {
        "time_zone": ["America/New_York"],
        "new_cards_per_day": ["7"],
    }
    assert controls["shortcuts"].values == []


def test_settings_that_cannot_be_are_refused_and_none_is_stored(
    app: Flask, session: Session
) -> None:
    client = visit_as(app, session, make_person(session, "ada"))
    client.get("/account")
    good = {name: values[0] for name, values in client.page.form("/account").fields({}).items()}
    before = rows(session, *SETTINGS)
    for name, value in (
        ("display_name", ""),
        ("display_name", "A" * 81),
        ("display_name", "Ada\0"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("theme", "pink"),
        ("new_cards_per_day", "-1"),
        ("new_cards_per_day", "1001"),
        ("new_cards_per_day", "9" * 5000),
        ("new_cards_per_day", "many"),
        ("new_cards_per_day", ""),
    ):
        data = {**good, "display_name": "Other", name: value}
        assert client.http.post("/account", data=data).status_code == 422, name
    assert rows(session, *SETTINGS) == before
    client.post("/account", {**good, "new_cards_per_day": "0"})
    client.post("/account", {**good, "new_cards_per_day": "1000"})


def test_only_a_persons_own_settings_can_be_set(session: Session) -> None:
    person = make_person(session, "ada")
    for name, value in (("role", "administrator"), ("username", "eve"), ("password_hash", "x")):
        with pytest.raises(ValueError, match=name):
            services.update_settings(session, person, {"theme": "dark", name: value})
    assert rows(session, User.username, User.role, User.theme) == [("ada", "student", "auto")]


def test_the_account_page_tells_where_one_is_signed_in(app: Flask, session: Session) -> None:
    person = make_person(session, "ada", time_zone="Asia/Kathmandu")
    visit_as(app, session, person)
    visit_as(app, session, make_person(session, "bob"))
    client = visit_as(app, session, person)
    client.get("/account")
    places = [text for text in client.page.texts(".//li") if "since" in text]
    assert len(places) == 2
    assert ["this browser" in place for place in places] == [True, False]
