"""A teacher makes a bank and writes its questions: by keyboard and mouse, with script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.browser.conftest import PASSWORD, Server
from tests.browser.visitor import Visitor


@pytest.fixture
def visitor(browser: Browser, served: Server, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    is_walk = request.node.name == "test_from_an_empty_bank_to_its_history"
    visitor = Visitor(browser, served.url, "writing" if is_walk else "")
    page = visitor.page
    page.goto("/sign-in")
    page.get_by_label("Username").fill("tess")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, tess")
    yield visitor
    visitor.close()


def make_bank(visitor: Visitor, title: str) -> None:
    page = visitor.page
    page.goto("/banks/new")
    page.get_by_label("Title").fill(title)
    visitor.look("new-bank")
    page.get_by_role("button", name="Make the bank").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    visitor.look("empty-bank")


def test_from_an_empty_bank_to_its_history(visitor: Visitor) -> None:
    page = visitor.page
    make_bank(visitor, "Rivers")
    page.get_by_role("main").get_by_role("link", name="New question").first.click()
    visitor.look("new-question")
    page.get_by_label("Question", exact=True).fill("What is $x^2$ for $x = 3$, at *$5* each?")
    page.get_by_label("Option 1", exact=True).fill("6")
    page.get_by_label("Option 2", exact=True).fill("$9$")
    page.get_by_label("Feedback on option 1").fill("That is $2x$.")
    page.get_by_label("Option 2 is right").check()
    preview = page.get_by_role("region", name="As a student sees it")
    expect(preview.locator("math").first).to_be_visible()
    expect(preview.locator(".right-answer")).to_have_text("9")
    expect(page.get_by_text("Not saved yet")).to_be_visible()

    # Options are moved and added by keyboard, without another page; the focus goes along.
    page.get_by_role("button", name="Move option 2 up").press("Enter")
    expect(page.get_by_label("Option 1", exact=True)).to_have_value("$9$")
    expect(page.get_by_label("Option 1 is right")).to_be_checked()
    page.get_by_role("button", name="Add an option").press("Enter")
    expect(page.get_by_label("Option 5", exact=True)).to_be_focused()
    page.get_by_role("button", name="Remove option 5").click()
    expect(page.get_by_label("Option 5", exact=True)).to_have_count(0)
    visitor.look("editor")

    page.get_by_text("Tags, points, time").click()
    page.get_by_label("Tags").fill("squares\nnumbers")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("The question is saved.")).to_be_visible()
    visitor.look("question")

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Option 2", exact=True).fill("six")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("link", name="History").click()
    expect(page.locator("ins").last).to_contain_text("six")
    visitor.look("history")
    page.get_by_role("link", name="Rivers").click()
    visitor.look("bank-of-one")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Share with colleagues").click()
    visitor.look("sharing")


def test_what_is_not_saved_is_not_left_without_a_word(visitor: Visitor) -> None:
    page = visitor.page
    make_bank(visitor, "Lakes")
    page.get_by_role("link", name="New question").first.click()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_label("Question", exact=True).fill("Which?")
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_label("Question", exact=True)).to_have_value("Which?")
    assert asked == ["beforeunload"]

    # A fault keeps what was written, and the warning with it.
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("Mark the right option.").first).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    assert asked == ["beforeunload"] * 2

    # What is saved is left in silence.
    for number, text in ((1, "a"), (2, "b")):
        page.get_by_role("button", name="Add an option").click()
        page.get_by_label(f"Option {number}", exact=True).fill(text)
    page.get_by_label("Option 1 is right").check()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text("The question is saved.")).to_be_visible()
    assert asked == ["beforeunload"] * 2


def test_several_questions_are_chosen_and_retired_and_brought_back(visitor: Visitor) -> None:
    page = visitor.page
    make_bank(visitor, "Seas")
    page.get_by_role("link", name="New question").first.click()
    for number in range(3):
        page.get_by_label("Kind of question").select_option("card")
        expect(page.get_by_label("Back", exact=True)).to_be_visible()
        page.get_by_label("Front", exact=True).fill(f"Sea {number}")
        page.get_by_label("Back", exact=True).fill("deep")
        page.get_by_role("button", name="Save and write another").click()
        expect(page.get_by_label("Front", exact=True)).to_have_value("")
    page.get_by_role("link", name="Seas").click()
    page.get_by_label("All on this page").check()
    expect(page.get_by_text("3 of 3 on this page chosen")).to_be_visible()
    page.get_by_label("Choose: Sea 1").uncheck()
    expect(page.get_by_text("2 of 3 on this page chosen")).to_be_visible()
    page.get_by_role("button", name="Retire").click()
    expect(page.get_by_text("2 questions retired. Old answers")).to_be_visible()
    expect(page.locator(".question-row")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 questions brought back.")).to_be_visible()
    expect(page.locator(".question-row")).to_have_count(3)
