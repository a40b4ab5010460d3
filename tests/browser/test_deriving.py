"""A teacher makes a bank from an article: by keyboard and mouse, with and without script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from tests.browser.conftest import PASSWORD, Server
from tests.browser.visitor import Visitor
from tests.derivations.given import ARTICLE, CORRECTED


@pytest.fixture
def visitor(browser: Browser, served: Server, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    is_walk = request.node.name == "test_from_an_article_to_a_bank"
    visitor = visit(browser, served, "derive" if is_walk else "")
    yield visitor
    visitor.close()


def visit(browser: Browser, served: Server, name: str = "", **options: bool) -> Visitor:
    """A window of the teacher, who has signed in."""
    visitor = Visitor(browser, served.url, name, **options)
    page = visitor.page
    page.goto("/sign-in")
    page.get_by_label("Username").fill("tess")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, tess")
    return visitor


def give(page: Page, text: str = ARTICLE) -> None:
    page.goto("/banks/derive")
    page.get_by_label("Paste the article").fill(text)
    page.get_by_role("button", name="Find questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The rivers of the east")
    # Only then is the script there that takes keys.
    page.wait_for_load_state()


def decided(page: Page, words: str) -> None:
    expect(page.locator(".status-words")).to_contain_text(words)


def test_from_an_article_to_a_bank(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/banks")
    page.get_by_role("link", name="Make a bank from an article").click()
    visitor.look("article")
    page.get_by_role("button", name="Find questions").click()
    expect(page.get_by_text("Paste an article here, or choose a file.")).to_be_visible()
    give(page)
    page.get_by_label("Form of question").select_option("Date of an event (4)")
    page.get_by_role("button", name="Show", exact=True).click()
    visitor.look("review")

    # By keyboard: two are accepted, one rejected, one edited, and the last step undone.
    for key in ("j", "a", "a", "r"):
        page.keyboard.press(key)
    decided(page, "3 of")
    decided(page, "2 accepted, 1 rejected")
    page.keyboard.press("e")
    field = page.get_by_label("Question", exact=True)
    expect(field).to_be_focused()
    field.fill("")
    visitor.look("edit")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_text("The question is empty.")).to_be_visible()
    expect(field).to_be_focused()
    field.fill("When was it opened?")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_text("Accepted with changes")).to_be_visible()
    decided(page, "3 accepted, 1 rejected")
    page.keyboard.press("u")
    decided(page, "2 accepted, 1 rejected")
    page.keyboard.press("u")
    decided(page, "2 accepted, 0 rejected")
    page.keyboard.press("?")
    expect(page.get_by_text("undo the last step")).to_be_visible()
    page.goto(page.url.partition("?")[0])

    # By mouse: all of a form, one rejected with a reason.
    page.get_by_role("button", name="Accept all 10 of: Value in a table", exact=True).click()
    expect(page.get_by_text("10 questions accepted.")).to_be_visible()
    decided(page, "12 of")
    # The rest of the page says so too, although it wasn't loaded again.
    card = page.locator("[data-proposal]").nth(2)
    card.get_by_role("button", name="Reject").click()
    card.get_by_label("Why (optional)").fill("Too easy.")
    decided(page, "12 accepted, 1 rejected")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        card.get_by_role("button", name="Keep the reason").click()
    page.reload()
    expect(card.get_by_label("Why (optional)")).to_have_value("Too easy.")
    decided(page, "12 accepted, 1 rejected")
    page.get_by_role("link", name="Rejected 1").click()
    expect(page.locator("[data-proposal]")).to_have_count(1)

    page.get_by_role("link", name="Publish").click()
    visitor.look("publish")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The bank is published with 12 questions.")).to_be_visible()
    page.get_by_role("button", name="Study as flashcards").click()
    expect(page.get_by_text("12 left today")).to_be_visible()


def test_a_question_and_its_place_in_the_article_lead_to_each_other(visitor: Visitor) -> None:
    page = visitor.page
    give(page)
    card = page.locator("[data-proposal]", has_text="Which of these is described so").first
    card.get_by_role("link", name="Show in the article").click()
    mark = page.locator("mark.is-lit")
    expect(mark).to_have_count(1)
    expect(mark).to_be_in_viewport()
    mark.get_by_role("link").click()
    expect(page.locator("[data-proposal].is-linked").first).to_be_focused()
    # Whatever is looked at, the article shows where it is from.
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("mark.is-lit").first).to_be_in_viewport()


def test_a_changed_article_keeps_what_was_decided(visitor: Visitor) -> None:
    page = visitor.page
    give(page)
    page.get_by_role("button", name="Accept all shown").click()
    decided(page, "50 of")
    page.get_by_role("link", name="The article has changed").click()
    page.get_by_label("Paste the article").fill(CORRECTED)
    page.get_by_role("button", name="Look for questions again").click()
    expect(page.get_by_text("Since the article was changed:")).to_be_visible()
    expect(page.get_by_text("The article has changed this question").first).to_be_visible()
    page.get_by_text("Changed by the article:").first.click()
    expect(page.locator("del").first).to_be_visible()


class TestBadConditions:
    def test_a_decision_that_the_network_swallows_is_sent_again(self, visitor: Visitor) -> None:
        page = visitor.page
        give(page)
        sent: list[str] = []

        def lose_the_first(route: Route) -> None:
            sent.append(route.request.url)
            if len(sent) == 1:
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/questions/*", lose_the_first)
        for key in ("j", "a", "r"):
            page.keyboard.press(key)
        expect(page.get_by_text("The connection is lost.")).to_be_visible()
        decided(page, "1 accepted, 1 rejected")
        assert sent[0] == sent[1] != sent[2]
        page.reload()
        decided(page, "1 accepted, 1 rejected")

    def test_no_shortcut_is_taken_while_typing_or_where_they_are_off(
        self, visitor: Visitor
    ) -> None:
        page = visitor.page
        give(page)
        for key in ("j", "r"):
            page.keyboard.press(key)
        decided(page, "1 rejected")
        page.get_by_label("Why (optional)").press_sequentially("a just reason")
        decided(page, "0 accepted, 1 rejected")
        review = page.url
        page.goto("/account")
        page.get_by_label("Keyboard shortcuts while studying").uncheck()
        page.get_by_role("button", name="Save settings").click()
        page.goto(review)
        for key in ("j", "a", "u"):
            page.keyboard.press(key)
        expect(page.get_by_text("shortcuts are off")).to_be_visible()
        page.reload()
        decided(page, "0 accepted, 1 rejected")
        page.goto("/account")
        page.get_by_label("Keyboard shortcuts while studying").check()
        page.get_by_role("button", name="Save settings").click()

    def test_an_edit_that_is_not_kept_is_not_lost_unasked(self, visitor: Visitor) -> None:
        page = visitor.page
        give(page)
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.get_by_label("Question", exact=True).press_sequentially("X")
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.once("dialog", stay)
        page.get_by_role("link", name="Scores").click()
        assert asked == ["beforeunload"]
        page.get_by_label("Question", exact=True).press("Escape")
        expect(page.locator("[data-edit-form]")).to_have_count(0)
        page.get_by_role("link", name="Scores").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Scores")

    def test_a_long_article_shows_how_far_it_is_and_then_its_questions(
        self, visitor: Visitor
    ) -> None:
        page = visitor.page
        page.goto("/banks/derive")
        page.get_by_label("Paste the article").fill(ARTICLE + "\n" + "Nothing more. " * 15_000)
        page.get_by_role("button", name="Find questions").click()
        expect(page.get_by_text("The article is being read")).to_be_visible()
        expect(page.locator("[data-review]")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("Part 1 of").first).to_be_visible()
        page.get_by_role("link", name="Next part").first.click()
        expect(page.get_by_text("Part 2 of").first).to_be_visible()
        page.keyboard.press("j")
        expect(page.get_by_text("Part 1 of").first).to_be_visible()

    def test_without_script_the_forms_do_it(self, browser: Browser, served: Server) -> None:
        visitor = visit(browser, served, java_script_enabled=False)
        page = visitor.page
        give(page)
        first = page.locator("[data-proposal]").first
        first.get_by_role("button", name="Accept").click()
        decided(page, "1 accepted, 0 rejected")
        first.get_by_role("link", name="Edit").click()
        page.get_by_label("Question", exact=True).fill("When was it opened?")
        page.get_by_role("button", name="Keep the changes").click()
        expect(first.get_by_role("heading")).to_have_text("When was it opened?")
        page.get_by_role("button", name="Accept all shown").click()
        expect(page.get_by_text("49 questions accepted.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("Taken back: 49 decisions.")).to_be_visible()
        page.locator("mark a").first.click()
        expect(page.get_by_text("rest on one place of the article")).to_be_visible()
        visitor.close()
