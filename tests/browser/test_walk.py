"""The main walk: a person who has never seen Quizapp signs up, studies, takes a quiz."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Server
from tests.browser.visitor import Visitor


@pytest.fixture
def visitor(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    name = "walk" if "sqlite" in request.node.name else ""
    visitor = Visitor(browser, server.url, name)
    yield visitor
    visitor.close()


def test_from_sign_up_to_scores(visitor: Visitor, server: Server, browser: Browser) -> None:
    page = visitor.page
    page.goto("/")
    visitor.look("welcome")
    page.goto("/sign-up")
    visitor.look("sign-up")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_text("Choose a username.")).to_be_visible()
    visitor.look("sign-up-with-faults")
    visitor.sign_up()
    visitor.look("dashboard-empty")

    # The zone of the device was guessed; ten new cards a day are enough for this walk.
    page.get_by_role("link", name="Ada Lovelace").click()
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
    page.get_by_label("New cards a day").fill("10")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    visitor.look("account")

    study_ten_cards(visitor)
    take_a_quiz(visitor, server, browser)


def study_ten_cards(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Study", exact=True).click()
    visitor.look("study-choose")
    page.get_by_role("button", name="Study this bank").last.click()
    visitor.look("study-front")
    visitor.press_space()
    visitor.look("study-back")

    seen = [visitor.question()]
    visitor.rate("4")
    seen += [visitor.study_one("4") for _ in range(4)]
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back. Rate this card again.")).to_be_visible()
    assert visitor.question() == seen[-1]
    visitor.look("study-undone")
    seen += [visitor.study_one("4") for _ in range(6)]
    assert len(set(seen)) == 10

    expect(page.get_by_role("heading", level=1)).to_have_text("Done for now")
    expect(page.get_by_text("10 reviews today")).to_be_visible()
    expect(page.get_by_text("The next card is due")).to_be_visible()
    visitor.look("study-end")
    page.keyboard.press("u")
    expect(page.locator("[data-reveal]")).to_be_attached()
    assert visitor.study_one("4") == seen[-1]
    expect(page.get_by_text("10 reviews today")).to_be_visible()


def take_a_quiz(visitor: Visitor, server: Server, browser: Browser) -> None:
    page = visitor.page
    page.get_by_role("link", name="Quizzes").click()
    visitor.look("quizzes")
    for box in page.locator("input[name=banks]").all():
        box.check()
    page.get_by_role("button", name="Start").click()
    for number in range(1, 6):
        visitor.answer_question()
        visitor.look(f"question-{number}")
        page.get_by_role("button", name="Next").click()
    visitor.answer_question()
    address = page.url.split("?", maxsplit=1)[0]

    # The browser is closed and the server restarted midway; another browser goes on.
    visitor.context.close()
    server.stop()
    server.start()
    later = Visitor(browser, server.url, visitor.name and f"{visitor.name}-later")
    later.sign_in()
    later.look("dashboard-busy")
    page = later.page
    page.get_by_role("region", name="Go on with").get_by_role("link").click()
    assert page.url.split("?", maxsplit=1)[0] == address
    expect(page.locator(".question-steps .is-answered")).to_have_count(6)
    for _ in range(7, 11):
        later.answer_question()
        page.locator("button[name=go]").first.click()
    expect(page.get_by_text("All 10 questions are answered.")).to_be_visible()
    later.look("hand-in")
    page.get_by_role("button", name="Hand in").click()

    expect(page.locator(".answered")).to_have_count(10)
    expect(page.locator(".answered .explanation")).to_have_count(10)
    expect(page.locator(".source")).to_have_count(10)
    later.look("review")
    page.get_by_role("link", name="Scores", exact=True).click()
    expect(page.get_by_role("table").first).to_be_visible()
    later.look("scores")
    page.get_by_role("link", name="Banks", exact=True).click()
    later.look("banks")
    page.get_by_role("main").get_by_role("link").first.click()
    later.look("bank")
    page.goto("/nowhere")
    later.look("not-found")
    later.close()
