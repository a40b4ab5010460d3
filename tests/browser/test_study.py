"""Studying under bad conditions: a lost connection, shortcuts off, no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import Server
from tests.browser.visitor import Visitor


@pytest.fixture
def visitor(browser: Browser, shipped: Server, username: str) -> Iterator[Visitor]:
    visitor = Visitor(browser, shipped.url)
    visitor.sign_up(username)
    visitor.page.goto("/study")
    visitor.page.get_by_role("button", name="Study this bank").first.click()
    yield visitor
    visitor.close()


def test_a_rating_whose_answer_is_lost_is_sent_again_and_counts_once(visitor: Visitor) -> None:
    sent: list[str] = []
    is_lost = True

    def lose_the_answer(route: Route) -> None:
        sent.append((route.request.post_data_json or {})["id"])
        if is_lost:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    visitor.page.route("**/study/answer", lose_the_answer)
    first = visitor.question()
    visitor.press_space()
    visitor.page.keyboard.press("4")
    expect(visitor.page.get_by_text("The connection is lost.")).to_be_visible()
    is_lost = False
    expect(visitor.page.get_by_text("The connection is lost.")).to_be_hidden()
    assert visitor.question() != first
    assert len(sent) > 1
    assert len(set(sent)) == 1
    visitor.page.reload()
    expect(visitor.page.get_by_text("19 left today")).to_be_visible()


def test_the_interval_on_the_button_is_the_interval_given(visitor: Visitor) -> None:
    visitor.press_space()
    shown = visitor.page.locator("[data-interval]").nth(3).inner_text()
    with visitor.page.expect_response("**/study/answer") as answered:
        visitor.rate("4")
    assert answered.value.json()["interval"] == shown


def test_a_card_rated_in_another_window_is_shown_again(visitor: Visitor) -> None:
    other = visitor.context.new_page()
    other.goto("/study")
    visitor.study_one("4")
    other.keyboard.press("Space")
    other.keyboard.press("3")
    expect(other.get_by_text("rated in another window")).to_be_visible()
    expect(other.get_by_text("19 left today")).to_be_visible()
    other.close()


def test_taking_back_right_after_rating_takes_that_rating_back(visitor: Visitor) -> None:
    visitor.study_one("4")
    question = visitor.question()
    visitor.press_space()
    for key in ("4", "u"):
        visitor.page.keyboard.press(key)
    expect(visitor.page.get_by_text("Taken back. Rate this card again.")).to_be_visible()
    assert visitor.question() == question
    expect(visitor.page.get_by_text("19 left today")).to_be_visible()


def test_a_next_card_that_cannot_be_had_costs_no_rating(visitor: Visitor) -> None:
    page = visitor.page
    loads: list[str] = []
    page.route("**/study/next*", lambda route: route.fulfill(status=500, body="{}"))
    page.goto("/study")
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    question = visitor.question()
    visitor.press_space()
    page.keyboard.press("4")
    expect(page.get_by_text("The connection is lost. Waiting for it")).to_be_visible()
    page.unroute("**/study/next*")
    expect(page.locator(f"input[name=question][value='{question}']")).to_have_count(0)
    expect(page.get_by_text("19 left today")).to_be_visible()
    assert loads == []


def test_it_works_without_https_on_another_host(
    browser: Browser, shipped: Server, username: str
) -> None:
    visitor = Visitor(browser, shipped.url.replace("127.0.0.1", "quiz.test"))
    visitor.sign_up(username)
    visitor.page.goto("/study")
    visitor.page.get_by_role("button", name="Study this bank").first.click()
    assert not visitor.page.evaluate("isSecureContext")
    question = visitor.study_one("4")
    assert visitor.question() != question
    visitor.page.keyboard.press("u")
    expect(visitor.page.get_by_text("Taken back. Rate this card again.")).to_be_visible()
    assert visitor.question() == question
    # Chromium says that it does without one of the headers there.
    visitor.faults = [fault for fault in visitor.faults if "Opener-Policy" not in fault]
    visitor.close()


def test_shortcuts_can_be_switched_off(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/account")
    page.get_by_label("Keyboard shortcuts while studying").uncheck()
    page.get_by_role("button", name="Save settings").click()
    page.goto("/study")
    expect(page.get_by_text("Keyboard shortcuts are off.")).to_be_visible()
    question = visitor.question()
    for key in ("u", "Space", "4"):
        page.keyboard.press(key)
    expect(page.locator("[data-reveal]")).not_to_have_attribute("open", "")
    page.get_by_text("Show answer").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Easy").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"input[name=question][value='{question}']")).to_have_count(0)


def test_without_script_the_forms_do_it(browser: Browser, shipped: Server, username: str) -> None:
    visitor = Visitor(browser, shipped.url, java_script_enabled=False)
    visitor.sign_up(username)
    page = visitor.page
    page.goto("/study")
    page.get_by_role("button", name="Study this bank").first.click()
    question = visitor.question()
    page.get_by_text("Show answer").click()
    page.get_by_role("button", name="Easy").click()
    expect(page.get_by_text("19 left today")).to_be_visible()
    assert visitor.question() != question
    page.get_by_role("button", name="Undo").click()
    assert visitor.question() == question
    expect(page.get_by_text("20 left today")).to_be_visible()

    page.goto("/quizzes")
    page.locator("input[name=banks]").first.check()
    page.get_by_label("All questions on one page").check()
    page.get_by_role("button", name="Start").click()
    page.locator("input[type=radio]").first.check()
    page.get_by_role("button", name="To the end").click()
    expect(page.get_by_text("9 of 10 questions are not answered:")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".answered")).to_have_count(10)
    visitor.close()
