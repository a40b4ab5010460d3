"""The page client sends what a browser would, and goes through the real protections."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import make_bank, make_user
from tests.page import Form, Page, Values
from tests.page_client import PageClient

pytestmark = pytest.mark.sqlite_only

PAGE = """
<form method="post" action="/send">
  <input type="hidden" name="csrf_token" value="token">
  <input name="name" value="Ada &amp; Co"><input name="off" value="1" disabled>
  <input type="checkbox" name="plain"><input type="checkbox" name="tick" value="y" checked>
  <input type="checkbox" name="many" value="1" checked><input type="checkbox" name="many" value="2">
  <input type="radio" name="one" value="a"><input type="radio" name="one" value="b" checked>
  <select name="first"><option value="1">one</option><option>two</option></select>
  <select name="chosen"><option>x</option><option selected>y</option></select>
  <select name="place"><option value="">–</option><option selected>1</option></select>
  <select name="place"><option value="">–</option><option>2</option></select>
  <textarea name="note">two
lines</textarea>
  <button name="go" value="next">Next</button><button name="go" value="back">Back</button>
  <button type="button">Nothing</button>
</form>
<form action="/search"><input name="q"></form>
"""


FRAMED = """
<header><form method="post" action="/sign-out"><button>Sign out</button></form></header>
<main><form method="post" action="/account"><button>Save</button></form></main>
"""


@pytest.fixture
def form() -> Form:
    return Page(PAGE, "/page").form("/send")


class TestForm:
    def test_sends_what_the_page_holds_and_the_first_button(self, form: Form) -> None:
        assert form.method == "post"
        assert form.fields({}) == {
            "csrf_token": ["token"],
            "name": ["Ada & Co"],
            "tick": ["y"],
            "many": ["1"],
            "one": ["b"],
            "first": ["1"],
            "chosen": ["y"],
            "place": ["1", ""],
            "note": ["two\nlines"],
            "go": ["next"],
        }

    def test_sends_what_a_person_fills_in(self, form: Form) -> None:
        values: Values = {
            "name": "Bob",
            "tick": False,
            "plain": True,
            "many": ["2"],
            "place": ["", "2"],
            "one": "a",
            "first": "two",
        }
        sent = form.fields(values, button="Back")
        assert "tick" not in sent
        assert sent["name"] == ["Bob"]
        assert sent["plain"] == ["on"]
        assert sent["many"] == ["2"]
        assert sent["place"] == ["", "2"]
        assert sent["one"] == ["a"]
        assert sent["first"] == ["two"]
        assert sent["go"] == ["back"]

    @pytest.mark.parametrize(
        "values",
        [
            {"nobody": "1"},
            {"off": "2"},
            {"first": "three"},
            {"one": "c"},
            {"many": ["3"]},
            {"place": "1"},
            {"name": True},
            {"name": ["a", "b"]},
        ],
        ids=str,
    )
    def test_refuses_what_a_browser_could_not_send(self, form: Form, values: Values) -> None:
        with pytest.raises(AssertionError):
            form.fields(values)

    def test_is_looked_for_in_the_content_before_what_is_around_it(self) -> None:
        page = Page(FRAMED, "/page")
        assert page.form().action == "/account"
        assert page.form("/sign-out").action == "/sign-out"

    def test_has_to_be_the_only_one(self) -> None:
        with pytest.raises(AssertionError, match="2 forms"):
            Page(PAGE, "/page").form()

    def test_refuses_a_button_that_is_not_there(self, form: Form) -> None:
        with pytest.raises(AssertionError):
            form.fields({}, button="Nothing")


def test_a_post_without_the_token_is_refused_in_plain_words(client: PageClient) -> None:
    client.sign_up()
    client.post("/account", {"display_name": "Eve"}, 400, csrf=False)
    assert "Reload it" in client.page.text
    refused = client.post_json("/study/undo", {}, 400, csrf=False)
    assert "Reload it" in refused["error"]


def test_a_post_with_another_browsers_token_is_refused(app: Flask, client: PageClient) -> None:
    client.sign_up()
    other = PageClient(app)
    other.get("/sign-up")
    client.csrf_token = other.csrf_token
    client.post("/sign-out", {}, 400)
    assert "Sign out" in client.get("/account").text


def test_signs_up_out_and_in_by_the_forms(client: PageClient) -> None:
    assert client.sign_up("Ada").heading == "Hello, Ada L."
    assert "Sign up" in client.sign_out().text
    assert client.sign_in("ada").heading == "Hello, Ada L."


def test_two_people_have_two_browsers(app: Flask, client: PageClient) -> None:
    client.sign_up("ada", display_name="Ada")
    other = PageClient(app)
    other.sign_up("bob", display_name="Bob")
    assert client.get("/").heading == "Hello, Ada"
    assert other.get("/").heading == "Hello, Bob"


def test_the_status_has_to_be_the_expected_one(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="404"):
        client.get("/nowhere")


def test_links_lead_where_they_say(client: PageClient, session: Session) -> None:
    make_bank(session, title="Rivers of Europe")
    page = client.sign_up()
    assert client.get(page.link("Rivers of Europe")).heading == "Rivers of Europe"


@pytest.mark.parametrize("run", ["first", "second"])
def test_each_test_begins_with_empty_rate_limits(
    run: str, client: PageClient, session: Session
) -> None:
    make_user(session, "ada")
    for _ in range(5):
        client.get("/sign-in")
        client.submit(username="ada", password="wrong password", status=422)
    client.submit(username="ada", password="wrong password", status=429)
