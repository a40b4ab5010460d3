"""The `flask users` commands: links, codes, and accounts made without the pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from quizapp.config import SignUp
from tests.commands import Command, commands_of
from tests.factories import PASSWORD, make_user
from tests.page_client import PageClient

pytestmark = pytest.mark.sqlite_only


def link_in(output: str) -> str:
    """The path of the link in what a command printed."""
    return "/setup?token=" + output.rpartition("/setup?token=")[2].strip()


def test_the_setup_link_makes_the_first_administrator_and_is_then_gone(
    app: Flask, command: Command, client: PageClient
) -> None:
    said = command("users", "setup-link", "--url", "https://quiz.example/").stdout
    assert "no administrator yet" in said
    assert "  https://quiz.example/setup?token=" in said
    client.get(link_in(said))
    client.submit(username="ada", display_name="Ada", password=PASSWORD)
    client.follow()
    assert "administrator" in client.get("/account").text
    assert command("users", "setup-link").output == ""
    PageClient(app).get(link_in(said), 404)


def test_each_setup_link_ends_the_one_before(
    app: Flask, command: Command, client: PageClient
) -> None:
    first, second = (link_in(command("users", "setup-link").stdout) for _ in range(2))
    assert first != second
    client.get(first, 404)
    client.get(second)


def test_an_administrator_can_be_made_without_a_link(command: Command, client: PageClient) -> None:
    link = link_in(command("users", "setup-link").stdout)
    made = command("users", "create-admin", "Ada", given=f"{PASSWORD}\n{PASSWORD}\n")
    assert "ada can sign in as administrator." in made.stdout
    assert PASSWORD not in made.output
    client.sign_in("ada")
    assert "administrator" in client.get("/account").text
    client.sign_out()
    client.get(link, 404)


def test_an_administrator_needs_a_name_of_its_own(command: Command, session: Session) -> None:
    make_user(session, "ada")
    refused = command("users", "create-admin", "ADA", "--password", PASSWORD, code=1)
    assert "There is an account named 'ADA' already." in refused.stderr


@pytest.mark.parametrize(
    ("username", "password", "words"),
    [
        ("a", PASSWORD, "3 to 30 characters"),
        ("a" * 31, PASSWORD, "3 to 30 characters"),
        ("ada lovelace", PASSWORD, "a to z"),
        ("ada", "short", "at least 8 characters"),
        ("ada", "password1", "easy to guess"),
        ("administrator", "administrator", "easy to guess"),
    ],
)
def test_an_administrator_needs_a_name_and_a_password_as_everybody_does(
    command: Command, username: str, password: str, words: str
) -> None:
    refused = command("users", "create-admin", username, "--password", password, code=1)
    assert words in refused.stderr


def test_an_invited_teacher_becomes_one(command: Command, client: PageClient) -> None:
    said = command("users", "invite-teacher", "--url", "https://quiz.example").stdout
    assert said.startswith("https://quiz.example/setup?token=")
    client.get(link_in(said))
    client.submit(username="tea", display_name="T.", password=PASSWORD)
    assert "teacher" in client.get("/account").text
    client.sign_out()
    client.get(link_in(said), 404)


def test_a_class_code_lets_so_many_students_in(app_for: Callable[..., Flask]) -> None:
    app = app_for(sign_up=SignUp.CLASS_CODES)
    code = commands_of(app)("users", "class-code", "--uses", "1").stdout.strip()
    for name, status in (("ada", 303), ("bob", 422)):
        client = PageClient(app)
        client.get("/sign-up")
        client.submit(
            *(None, {"class_code": code}),
            status=status,
            username=name,
            display_name=name,
            password=PASSWORD,
        )
    assert "No class has this code" in client.page.text


@pytest.mark.parametrize(
    "arguments",
    [
        ("invite-teacher", "--days", "0"),
        ("class-code", "--days", "366"),
        ("class-code", "--uses", "0"),
    ],
    ids=" ".join,
)
def test_impossible_times_and_numbers_are_wrong_usage(
    command: Command, arguments: tuple[str]
) -> None:
    command("users", *arguments, code=2)


def test_a_new_password_works_and_signs_out_everywhere(
    command: Command, client: PageClient
) -> None:
    client.sign_up("ada")
    new = "another good password"
    said = command("users", "reset-password", "ADA", given=f"{new}\n{new}\n")
    assert "ada has a new password." in said.stdout
    assert new not in said.output
    assert client.get("/").heading == "Learn it, and keep it."
    client.get("/sign-in")
    client.submit(username="ada", password=PASSWORD, status=422)
    client.sign_in("ada", password=new)


def test_a_new_password_has_to_be_a_good_one(command: Command, session: Session) -> None:
    make_user(session, "ada")
    refused = command("users", "reset-password", "ada", "--password", "short", code=1)
    assert "at least 8 characters" in refused.stderr


def test_nobody_gets_a_new_password_who_is_not_there(command: Command) -> None:
    refused = command("users", "reset-password", "eve", "--password", PASSWORD, code=1)
    assert refused.stderr == "There is no account named 'eve'.\n"
