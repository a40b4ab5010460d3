"""A person at a browser: what the walks do on a page, and what each page must hold to."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text("utf-8")
SCREENSHOTS = Path(__file__).resolve().parents[2] / "screenshots"
WIDE, PHONE, ZOOMED = 1280, 375, 320


class Visitor:
    """A browser window of one person. Anything on its console but a refused request is a fault.

    With a name, it looks at the pages on its way, and leaves their pictures under that name.
    """

    def __init__(self, browser: Browser, url: str, name: str = "", **options: Any) -> None:
        self.url = url
        self.name = name
        self.faults: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=url,
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            viewport={"width": WIDE, "height": 900},
            **options,
        )
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self._shots = 0

    def _hear(self, message: Any) -> None:
        is_refusal = "Failed to load resource" in message.text
        if message.type in {"error", "warning"} and not is_refusal:
            self.faults.append(message.text)

    def close(self) -> None:
        assert self.faults == []
        self.context.close()

    def sign_up(self, username: str = "ada", password: str = "correct horse") -> None:
        self.page.goto("/sign-up")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Your name").fill("Ada Lovelace")
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Make my account").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Hello, Ada Lovelace")

    def sign_in(self, username: str = "ada", password: str = "correct horse") -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Hello, Ada Lovelace")

    def look(self, label: str) -> None:
        """Check the page as it stands: accessible in light and dark, and nothing runs off it."""
        if not self.name:
            return
        page = self.page
        self._shots += 1
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.evaluate(AXE)
            found = page.evaluate("async () => (await axe.run()).violations")
            words = [
                f"{label}, {scheme}: {one['id']} ({one['help']}) {node['html'][:120]}"
                for one in found
                for node in one["nodes"]
            ]
            assert words == []
            for width in (WIDE, PHONE, ZOOMED):
                page.set_viewport_size({"width": width, "height": 900})
                overflow = page.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert overflow == 0, f"{label} is {overflow} px too wide at {width}"
                if width != ZOOMED:
                    name = f"{self._shots:02d}-{label}-{width}-{scheme}.png"
                    page.screenshot(path=SCREENSHOTS / self.name / name, full_page=True)
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.emulate_media(color_scheme="light")

    def press_space(self) -> None:
        """Show the answer of the card; once the page is loaded, its script hears keys."""
        self.page.wait_for_load_state()
        expect(self.page.locator("[data-reveal]")).not_to_have_attribute("open", "")
        self.page.keyboard.press("Space")
        expect(self.page.get_by_text("How well did you know it?")).to_be_visible()

    def question(self) -> str:
        """The number of the question on the card."""
        return self.page.locator("input[name=question]").input_value()

    def rate(self, key: str) -> None:
        """Rate the open card by its key and wait for the next one, or the end."""
        page = self.page
        before = page.locator("[name=id]").input_value()
        page.keyboard.press(key)
        other = page.locator(f"[name=id]:not([value='{before}'])")
        expect(other.or_(page.get_by_role("heading", name="Done for now"))).to_be_attached()

    def study_one(self, key: str) -> str:
        """Reveal and rate a card; returns its question."""
        question = self.question()
        self.press_space()
        self.rate(key)
        return question

    def answer_question(self) -> None:
        """Answer whatever question the page asks, and wait until it is saved."""
        page = self.page
        fieldset = page.locator("[data-question]")
        if page.locator(".order").count():
            page.locator(".order-buttons button").nth(1).click()
        elif page.locator(".match").count():
            for select in page.locator(".match select").all():
                select.select_option(index=1)
        elif page.locator(".typed input").count():
            page.locator(".typed input").fill("1941")
        else:
            fieldset.locator("input").first.check()
        expect(fieldset.locator("[data-save-state]")).to_have_text(re.compile("Saved|number"))
