"""Taking a quiz under bad conditions: no connection, leaving in a hurry, the wrong key."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.browser.visitor import Visitor

BANK = """question,type,option_1,option_2,option_3,correct
Where did the Allied leaders first meet?,short_answer,,,,Tehran
Who spoke at Fulton?,short_answer,,,,Churchill
Put these years in order,ordering,first,second,third,
"""


@pytest.fixture(scope="module")
def with_bank(empty: Server) -> Server:
    file = empty.folder / "small.csv"
    file.write_text(BANK)
    empty.flask("banks", "import", str(file))
    empty.start()
    return empty


@pytest.fixture
def visitor(browser: Browser, with_bank: Server, username: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, with_bank.url)
    visitor.sign_up(username)
    yield visitor
    visitor.close()


def start(page: Page, layout: str) -> None:
    page.goto("/quizzes?bank=small")
    page.get_by_label(layout).check()
    page.get_by_role("button", name="Start").click()


def open_question(page: Page, stem: str) -> None:
    """Go to the question of that stem; the draw has mixed them."""
    for number in ("1", "2", "3"):
        page.get_by_role("link", name=re.compile(f"Question {number}")).click()
        if page.get_by_text(stem).count():
            return
    raise AssertionError(f"{stem} isn't asked")


def test_what_is_typed_just_before_leaving_is_kept(visitor: Visitor) -> None:
    page = visitor.page
    start(page, "One question per page")
    open_question(page, "Fulton")
    page.locator(".typed input").fill("Churchill")
    page.goto("/banks")
    page.go_back()
    page.reload()
    expect(page.locator(".typed input")).to_have_value("Churchill")


def test_an_answer_given_without_connection_is_kept_when_it_is_back(visitor: Visitor) -> None:
    page = visitor.page
    start(page, "One question per page")
    open_question(page, "Fulton")
    visitor.context.set_offline(True)
    page.locator(".typed input").fill("Stalin")
    expect(page.get_by_text("Not saved yet: no connection.")).to_be_visible()
    page.locator(".typed input").fill("Churchill")
    visitor.context.set_offline(False)
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    page.reload()
    expect(page.locator(".typed input")).to_have_value("Churchill")


def test_enter_in_a_text_field_hands_nothing_in(visitor: Visitor) -> None:
    page = visitor.page
    start(page, "All questions on one page")
    page.locator(".typed input").first.fill("Tehran")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hand in?")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page.locator(".typed input").first).to_have_value("Tehran")


def test_an_order_is_made_with_the_keyboard_and_spoken(visitor: Visitor) -> None:
    page = visitor.page
    start(page, "One question per page")
    open_question(page, "Put these years in order")
    second = page.locator(".order-text").nth(1).inner_text()
    page.get_by_role("button", name=f"Move up: {second}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{second}: now 1 of 3.")).to_be_attached()
    expect(page.get_by_role("button", name=f"Move up: {second}")).to_be_focused()
    expect(page.locator("[data-save-state]")).to_have_text("Saved")
    page.reload()
    expect(page.locator(".order-text").first).to_have_text(second)
