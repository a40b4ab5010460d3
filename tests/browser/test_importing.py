"""A teacher makes a bank from a messy table: by mouse and keyboard, with and without script."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Server
from tests.browser.visitor import Visitor

MESSY = (
    "Frage;Antwort A;Antwort B;Antwort C;Richtig;Hinweis\n"
    "Which number is the largest?;1;2;3;3;Größe\n"
    "Which is “even”; really?;1;2;3;2;\n"
    '"Which is ""odd""?";3;2;1;1;\n'
    "Which comes first?;2;1;3;7;no such answer\n"
    ";1;2;3;1;no question\n"
).replace("“even”; really", '"even", really')


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


def give(page: Page, path: Path) -> None:
    page.goto("/banks/import")
    page.get_by_label("Choose a file").set_input_files(path)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="How it is read")).to_be_visible()


def test_from_a_messy_table_to_a_bank_and_back(
    browser: Browser, served: Server, tmp_path: Path
) -> None:
    visitor = visit(browser, served, "import")
    page = visitor.page
    page.goto("/banks/import")
    visitor.look("give")
    table = tmp_path / "Numbers.csv"
    table.write_bytes(MESSY.encode("cp1252"))
    give(page, table)
    visitor.look("reading")

    # What is changed is shown at once, and the focus stays where it was.
    hint = page.get_by_label("Hinweis")
    hint.focus()
    hint.select_option("explanation")
    expect(page.get_by_role("status")).to_have_text(
        "The preview shows the table as it is read now."
    )
    expect(hint).to_have_value("explanation")
    expect(hint).to_be_focused()
    page.get_by_label("Between the columns", exact=True).select_option(",")
    expect(page.get_by_label("Hinweis")).to_have_count(0)
    page.get_by_label("Between the columns", exact=True).select_option(";")
    expect(page.get_by_label("Hinweis")).to_have_count(1)

    # The key is asked for.
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Choose one of these first.").first).to_be_visible()
    visitor.look("asked")
    for ask in page.locator("fieldset.ask").all():
        ask.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="2 rows of 5 are to be mended")).to_be_visible()
    visitor.look("faulty")
    page.get_by_role("link", name="New 3").click()
    expect(page.locator(".row-outcome")).to_have_count(3)
    visitor.look("new")

    # The faulty rows are mended and given again; the good ones are imported before.
    with page.expect_download() as waited:
        page.get_by_role("link", name="Download the faulty rows").click()
    faulty = waited.value.path().read_text("utf-8-sig")
    page.get_by_role("button", name="Import the 3 good rows, leave out 2").click()
    expect(page.get_by_role("heading", name="3 questions imported")).to_be_visible()
    visitor.look("imported")
    mended = tmp_path / "mended.csv"
    lines = faulty.replace(";3;7;", ";3;1;").replace(";;1;2;3;1", ";Which is the first?;1;2;3;1")
    mended.write_text(lines, "utf-8-sig")
    give(page, mended)
    expect(page.get_by_text("Choose one of these first.")).to_have_count(0)
    page.get_by_label("The questions are for").select_option("Numbers")
    expect(page.get_by_label("Title of the new bank")).to_be_hidden()
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="All 2 rows can be imported")).to_be_visible()
    page.get_by_role("button", name="Import 2 questions").click()
    expect(page.get_by_role("heading", name="2 questions imported")).to_be_visible()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", name="This import is undone")).to_be_visible()
    page.goto("/banks")
    expect(page.get_by_text("3 questions")).to_be_visible()
    visitor.close()


def test_without_script_the_forms_do_it(browser: Browser, served: Server, tmp_path: Path) -> None:
    visitor = visit(browser, served, java_script_enabled=False)
    page = visitor.page
    table = tmp_path / "Cards.csv"
    table.write_text("Question;Answer\nHow long, in km?;2850\n", "utf-8")
    give(page, table)
    page.get_by_label("Answer").select_option("explanation")
    page.get_by_role("button", name="Show again").click()
    expect(page.get_by_label("Answer")).to_have_value("explanation")
    page.get_by_label("Answer").select_option("answer")
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 1 question").click()
    expect(page.get_by_role("heading", name="1 question imported")).to_be_visible()
    visitor.close()


def test_a_large_file_shows_how_far_it_is(browser: Browser, served: Server, tmp_path: Path) -> None:
    visitor = visit(browser, served)
    page = visitor.page
    table = tmp_path / "Many.csv"
    rows = "".join(f"Which number is {n}?,It is the number {n}.\n" for n in range(10_000))
    table.write_text("question,answer\n" + rows, "utf-8")
    give(page, table)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="All 10,000 rows can be imported")).to_be_visible(
        timeout=60_000
    )
    page.get_by_role("button", name="Import 10,000 questions").click()
    expect(page.get_by_role("heading", name="10,000 questions imported")).to_be_visible(
        timeout=60_000
    )
    visitor.close()
