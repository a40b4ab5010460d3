"""The demo class in a browser: what a teacher looks for, giving work, and doing it by the clock."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server
from tests.browser.visitor import Visitor

Visit = Callable[..., Visitor]
CLASS = "/classes/1"


@pytest.fixture(scope="module")
def demo(empty: Server) -> Server:
    """An installation with the demo class alone; its password is in the environment."""
    empty.environment["DEMO_PASSWORD"] = empty.flask("demo").split()[-1]
    empty.start()
    return empty


@pytest.fixture
def visit(browser: Browser, demo: Server) -> Iterator[Visit]:
    """Somebody of the demo class, signed in."""
    visitors = []

    def sign_in(username: str, name: str = "") -> Visitor:
        visitor = Visitor(browser, demo.url, name)
        page = visitor.page
        page.goto("/sign-in")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(demo.environment["DEMO_PASSWORD"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
        visitors.append(visitor)
        return visitor

    yield sign_in
    for visitor in visitors:
        visitor.close()


def test_a_teacher_finds_what_matters_and_hands_in_grades(visit: Visit) -> None:
    visitor = visit("demo-teacher", "classes")
    page = visitor.page
    visitor.look("home")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Classes").click()
    page.get_by_role("link", name="Demo class").click()
    visitor.look("class")

    page.get_by_role("link", name="Who needs help").click()
    expect(page.get_by_role("heading", name="In trouble: 2 students")).to_be_visible()
    expect(page.get_by_role("heading", name="To repeat: 1 topic")).to_be_visible()
    visitor.look("help")
    page.get_by_role("region", name="In trouble").get_by_role("link").first.click()
    visitor.look("student")

    page.get_by_role("link", name="Assignments", exact=True).click()
    visitor.look("assignments")
    page.get_by_role("link", name="Week 4 quiz").click()
    visitor.look("assignment")
    page.get_by_role("link", name="Analysis").click()
    expect(page.get_by_text("Probably the wrong key").first).to_be_visible()
    visitor.look("analysis")
    page.get_by_role("region", name="What to look at first").get_by_role("link").first.click()
    visitor.look("question")

    page.get_by_role("link", name="Gradebook", exact=True).click()
    visitor.look("gradebook")
    page.goto(f"{CLASS}/gradebook")
    page.get_by_text("Download or print").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).click()
    assert b"George P." in download.value.path().read_bytes()

    page.get_by_role("link", name="Students", exact=True).click()
    visitor.look("students")
    page.get_by_role("link", name="Settings", exact=True).click()
    visitor.look("settings")


def test_work_is_given_from_a_bank_in_three_clicks(visit: Visit) -> None:
    page = visit("demo-teacher").page
    page.goto("/banks")
    page.get_by_role("link", name="Demo: the alliance").click()
    page.get_by_role("link", name="Give to a class").click()
    page.get_by_role("button", name="Give", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo: the alliance")
    expect(page.get_by_text("Rules, as students read them")).to_be_visible()


def test_a_quiz_is_handed_in_by_the_clock(visit: Visit) -> None:
    page = visit("demo-01").page
    page.clock.install()
    page.goto("/")
    page.get_by_role("link", name="Week 6 quiz").click()
    page.get_by_role("button", name=re.compile("Start|Begin")).click()
    clock = page.locator("[data-clock]")
    expect(clock).to_have_text(re.compile("^(20:00|19:5)"))
    page.clock.fast_forward("15:01")
    expect(page.locator("[data-time-warning]")).to_have_text("5 minutes left.")
    page.clock.fast_forward("04:01")
    expect(page.locator("[data-time-warning]")).to_have_text("1 minute left.")
    page.clock.fast_forward("01:00")
    page.wait_for_url("**/review")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Week 6 quiz")
