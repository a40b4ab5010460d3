"""The pages from the article to the bank, in a browser without script."""

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.derivations import deciding, reviewing, shown_article
from quizapp.derivations.deciding import Verdict
from quizapp.derivations.models import ProposedQuestion
from tests.derivations.given import (
    ARTICLE,
    CORRECTED,
    FACTLESS,
    derive_for,
    positions,
    verdicts,
)
from tests.factories import NOW, make_person
from tests.page import text_of
from tests.page_client import PageClient
from tests.rows import snapshot
from tests.visits import visit_as

pytestmark = pytest.mark.sqlite_only

REVIEW = "/banks/derive/1"


@pytest.fixture
def teacher(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def tess(app: Flask, session: Session, teacher: Person) -> PageClient:
    return visit_as(app, session, teacher)


@pytest.fixture
def reviewing_tess(session: Session, teacher: Person, tess: PageClient) -> PageClient:
    """She has the review of the article before her."""
    derive_for(session, teacher)
    tess.get(REVIEW)
    return tess


def upload(client: PageClient, data: bytes, name: str, status: int = 303, **more: str) -> None:
    """Choose a file on the page of the article and press the button."""
    client.get("/banks/derive")
    fields: dict[str, Any] = {"csrf_token": client.csrf_token, "text": "", "title": "", **more}
    fields["file"] = (io.BytesIO(data), name)
    options = {"data": fields, "content_type": "multipart/form-data"}
    client._request("POST", "/banks/derive", status, **options)


def press(client: PageClient, position: int, button: str, reason: str = "") -> None:
    """Press a button of a question and go where it leads."""
    values = {"reason": reason} if reason else {}
    client.submit(f"{REVIEW}/questions/{position}", values, button=button)
    client.follow()


def proposed(session: Session) -> list[ProposedQuestion]:
    found = [*session.scalars(select(ProposedQuestion))]
    session.commit()
    return found


def badge(client: PageClient, position: int) -> str:
    return " ".join(client.page.texts(f".//*[@id='question-{position}']/header/span"))


class TestWhoMay:
    def test_a_teacher_finds_the_way_from_the_banks(self, tess: PageClient) -> None:
        assert tess.get(tess.get("/banks").link("Make a bank from an article")).heading == (
            "Make a bank from an article"
        )

    def test_a_student_sees_nothing_of_it(
        self, app: Flask, session: Session, teacher: Person
    ) -> None:
        derive_for(session, teacher)
        ada = visit_as(app, session, make_person(session, "ada"))
        assert "article" not in ada.get("/banks").text
        before = snapshot(session)
        for path in ("/banks/derive", REVIEW, f"{REVIEW}/publish", f"{REVIEW}/decisions.toml"):
            ada.get(path, 404)
        for path in ("/banks/derive", f"{REVIEW}/questions", f"{REVIEW}/delete"):
            ada.post(path, {"text": ARTICLE, "verdict": "accept", "form": "figure.value"}, 404)
        assert snapshot(session) == before

    def test_a_colleague_does_not_find_it(
        self, app: Flask, session: Session, teacher: Person
    ) -> None:
        derive_for(session, teacher)
        otto = visit_as(app, session, make_person(session, "otto", role="administrator"))
        before = snapshot(session)
        tails = ("", "/again", "/publish", "/delete", "/progress", "/parts/0", "/decisions.toml")
        for tail in (*tails, "/questions/0/edit", "/refused/tolerance"):
            otto.get(f"{REVIEW}{tail}", 404)
        posts = ("/again", "/publish", "/delete", "/questions", "/questions/0", "/undo")
        for tail in (*posts, "/questions/0/edit"):
            otto.post(f"{REVIEW}{tail}", {"verdict": "accept", "text": "x", "step": "1"}, 404)
        assert "Your articles" not in otto.get("/banks/derive").text
        assert snapshot(session) == before


class TestGiving:
    def test_a_pasted_article_leads_to_its_questions(self, tess: PageClient) -> None:
        tess.get("/banks/derive")
        tess.submit("/banks/derive", text=ARTICLE.replace("\n", "\r\n"))
        page = tess.follow()
        assert page.heading == "The rivers of the east"
        assert re.search(r"\d+ questions from 17 facts\.", page.text)
        listed = tess.get("/banks/derive").text
        assert re.search(r"The rivers of the east 0 of \d+ questions decided", listed)

    def test_an_uploaded_file_is_read_as_it_is(self, tess: PageClient) -> None:
        upload(tess, b"\xef\xbb\xbf" + ARTICLE.encode(), "rivers.md")
        assert tess.follow().heading == "The rivers of the east"
        upload(tess, FACTLESS.encode(), "nothing.md")
        assert tess.follow().heading == "nothing"
        page = b"<h1>Rivers</h1><p>The Volga is 3,531 km long.</p>"
        upload(tess, page, "page.html", title="My rivers")
        assert tess.follow().heading == "My rivers"
        assert "<p>" not in tess.page.text

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "This file is empty."),
            (b" \n\n", "This file is empty."),
            (b"a\nb\xe9c", "in line 2, is 0xE9, which is not UTF-8"),
            (b"a\n\nb\0c", "in line 3, is a NUL"),
            (b"\xff\xfea\0", "The file is in UTF-16; save it as UTF-8."),
            (b"%PDF-1.7 \xff", "This is a PDF file."),
            (b"PK\x03\x04\0\0", "This is a file of a word processor."),
            (b"x" * 5_000_001, "at most 5 MB"),
        ],
    )
    def test_a_file_that_is_no_text_is_refused_at_its_field(
        self, session: Session, tess: PageClient, data: bytes, message: str
    ) -> None:
        before = snapshot(session)
        upload(tess, data, "article.md", 422)
        assert message in tess.page.texts(".//*[@id='file-error']")[0]
        assert snapshot(session) == before

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "Paste an article here, or choose a file."),
            (" \r\n ", "Paste an article here, or choose a file."),
            ("a\nb\0c", "There is something in line 2 that is no text."),
            ("ж" * 2_500_001, "An article may have at most 5 MB; this one has more."),
        ],
    )
    def test_a_text_that_is_no_article_is_refused_at_its_field(
        self, session: Session, tess: PageClient, text: str, message: str
    ) -> None:
        before = snapshot(session)
        tess.get("/banks/derive")
        fields = {"csrf_token": tess.csrf_token, "text": text}
        options = {"data": fields, "content_type": "multipart/form-data"}
        tess._request("POST", "/banks/derive", 422, **options)
        assert tess.page.texts(".//*[@id='text-error']") == [message]
        assert snapshot(session) == before

    def test_more_than_can_be_sent_at_once_is_refused_by_a_plain_page(
        self, tess: PageClient
    ) -> None:
        upload(tess, b"x" * 13_000_000, "article.md", 413)
        assert tess.page.heading == "Too large"

    def test_a_title_that_is_too_long_is_refused_and_the_article_kept(
        self, tess: PageClient
    ) -> None:
        tess.get("/banks/derive")
        tess.submit("/banks/derive", text=ARTICLE, title="x" * 201, status=422)
        assert tess.page.has(".//*[@id='title-error']")
        kept = tess.page.form("/banks/derive").controls["text"].values[0]
        assert kept.strip() == ARTICLE.strip()

    def test_an_article_without_facts_says_so(self, tess: PageClient) -> None:
        tess.get("/banks/derive")
        tess.submit("/banks/derive", text=FACTLESS)
        text = tess.follow().text
        assert "No question can be made of this article." in text
        assert "No fact was found" in text
        assert "There is nothing here." in text

    def test_what_stands_in_an_article_is_shown_as_text(self, tess: PageClient) -> None:
        evil = ARTICLE.replace("Volga", "<script>alert(1)</script>").replace("Don", "\x1b\x07")
        tess.get("/banks/derive")
        tess.submit("/banks/derive", text=evil)
        assert "<script>alert(1)</script>" in tess.follow().text
        for card in tess.page.elements(".//a[@data-edit]")[:3]:
            tess.get(card.get("href", ""))


class TestReview:
    def test_facts_are_marked_and_lead_to_their_questions(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        page = reviewing_tess.page
        marks = {text_of(mark): mark for mark in page.elements(".//mark")}
        shown = next(text for text in marks if text.startswith("3,531 km"))
        link = marks[shown].find("a")
        assert link is not None
        count = int(re.findall(r"\((\d+) questions\)", shown)[0])
        page = reviewing_tess.get(link.get("href", "").partition("#")[0])
        assert len(page.elements(".//article[@data-proposal]")) == count
        assert "The questions that rest on one place of the article." in page.text
        reviewing_tess.get(page.link("Show all"))
        assert len(reviewing_tess.page.elements(".//article[@data-proposal]")) > count

    def test_each_question_leads_to_its_place_in_the_article(
        self, reviewing_tess: PageClient
    ) -> None:
        ids = {element.get("id") for element in reviewing_tess.page.elements(".//mark")}
        links = reviewing_tess.page.elements(".//a[@data-marks]")
        assert len(links) > 40
        assert {urlsplit(link.get("href", "")).fragment for link in links} <= ids

    def test_a_question_is_shown_with_its_key_its_reason_and_its_source(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        position = positions(session)["figure-value-volga-length"]
        [card] = reviewing_tess.page.elements(f".//*[@id='question-{position}']")
        text = text_of(card)
        assert "3,531 km Right answer" in text
        for words in ("Single choice", "Source: ", "Show in the article", "Accept", "Reject"):
            assert words in text

    def test_what_was_refused_is_told_with_the_reason(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        text = reviewing_tess.page.text
        assert "What was refused, and why" in text
        assert "Figures: 10, all asked about" in text
        assert re.search(r"\d+ refused: another value is too near to be told apart", text)

    def test_all_that_a_gate_refused_is_on_pages(
        self, session: Session, teacher: Person, tess: PageClient
    ) -> None:
        rows = "".join(f"| T{n} | {1000 + n % 7} | {5000 + n % 5} |\n" for n in range(90))
        derive_for(session, teacher, f"| Town | Homes | People |\n|---|---|---|\n{rows}")
        page = tess.get(REVIEW)
        gate = max(page.elements(".//details"), key=lambda each: len(text_of(each)))
        found = [a.get("href", "") for a in gate.iter("a")]
        assert found, "a gate refused more than are shown at once"
        page = tess.get(found[0])
        assert page.heading.startswith("Refused: ")
        assert len(page.elements(".//main//li")) == 50
        assert "Page 2 of" in tess.get(page.link("Next")).text
        tess.get(f"{found[0]}?page=4711", 404)
        tess.get(f"{REVIEW}/refused/nothing", 404)

    def test_decisions_are_made_by_buttons_and_seen_at_once(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        total = len(positions(session))
        press(reviewing_tess, 0, "Accept")
        assert (badge(reviewing_tess, 0), badge(reviewing_tess, 1)) == ("Accepted", "")
        assert f"1 of {total} decided 1 accepted, 0 rejected" in reviewing_tess.page.text
        press(reviewing_tess, 1, "Reject")
        press(reviewing_tess, 1, "Keep the reason", reason="Too easy.")
        assert badge(reviewing_tess, 1) == "Rejected"
        form = reviewing_tess.page.form(f"{REVIEW}/questions/1")
        assert form.controls["reason"].values == ["Too easy."]
        assert f"2 of {total} decided 1 accepted, 1 rejected" in reviewing_tess.page.text
        press(reviewing_tess, 1, "Take back")
        assert [*verdicts(session).values()] == ["accept"]

    def test_the_way_back_leads_to_the_same_place(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        form = "figure.value"
        first = min(positions(session, form=form).values())
        page = reviewing_tess.get(REVIEW, show="open", form=form)
        [address] = [
            each.action
            for each in page.forms(".//form[@data-decide]")
            if each.action.startswith(f"{REVIEW}/questions/{first}?")
        ]
        response = reviewing_tess.submit(address, button="Accept")
        target = urlsplit(response.headers["Location"])
        assert dict(parse_qsl(target.query)) == {"show": "open", "form": form}
        assert target.fragment == f"question-{first}"

    def test_all_of_a_form_or_all_that_is_shown_are_decided_on_at_once(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        [form] = [
            each
            for each in reviewing_tess.page.forms(".//form[@data-decide-many]")
            if each.controls.get("form") and each.controls["form"].values == ["figure.value"]
        ]
        reviewing_tess.post(form.action, form.fields({}, "accept"))
        assert "10 questions accepted." in reviewing_tess.follow().text
        assert {*verdicts(session)} == {*positions(session, form="figure.value")}
        [form] = reviewing_tess.page.forms(".//form[@data-decide-shown]")
        reviewing_tess.post(form.action, form.fields({}, "reject"))
        assert "40 questions rejected." in reviewing_tess.follow().text
        reviewing_tess.submit(f"{REVIEW}/undo")
        assert "Taken back: 40 decisions." in reviewing_tess.follow().text
        assert {*verdicts(session).values()} == {"accept"}

    def test_only_what_was_asked_for_is_shown(
        self, reviewing_tess: PageClient, session: Session, teacher: Person
    ) -> None:
        for position, verdict in enumerate(("accept", "reject", "accept")):
            deciding.decide(session, teacher, 1, position, Verdict(verdict), NOW)
        reviewing_tess.get(REVIEW)
        for words, count in {"Accepted": 2, "Rejected": 1}.items():
            page = reviewing_tess.get(reviewing_tess.page.link(f"{words} {count}"))
            assert len(page.elements(".//article[@data-proposal]")) == count
            assert page.texts(".//nav//a[@aria-current='page']")[-1] == f"{words} {count}"
        assert "There are no such questions." in reviewing_tess.get(REVIEW, show="changed").text

    def test_much_is_shown_page_by_page(
        self, reviewing_tess: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reviewing, "PER_PAGE", 20)
        total = len(positions(session))
        seen = set()
        reviewing_tess.get(REVIEW)
        for number in range(1, -(-total // 20) + 1):
            assert f"Page {number} of {-(-total // 20)}" in reviewing_tess.page.text
            cards = reviewing_tess.page.elements(".//article[@data-proposal]")
            seen |= {card.get("data-proposal") for card in cards}
            if len(seen) < total:
                reviewing_tess.get(reviewing_tess.page.link("Next questions").partition("#")[0])
        assert len(seen) == total

    def test_a_long_article_is_shown_part_by_part(
        self,
        session: Session,
        teacher: Person,
        tess: PageClient,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(shown_article, "PART_LENGTH", 300)
        derive_for(session, teacher)
        page = tess.get(REVIEW)
        assert "Part 1 of" in page.text
        assert "Where does the Volga end?" not in text_of(page.element(".//*[@data-article]"))
        last = page.elements(".//a[@data-marks]")[-1]
        page = tess.get(last.get("href", "").partition("#")[0])
        ids = {mark.get("id") for mark in page.elements(".//mark")}
        assert urlsplit(last.get("href", "")).fragment in ids
        for part in ("4711", "-1"):
            assert "Part 1 of" in tess.get(REVIEW, part=part).text

    def test_a_question_is_edited_with_its_faults_at_their_fields(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        position = positions(session)["figure-value-volga-length"]
        address = f"{REVIEW}/questions/{position}/edit"
        reviewing_tess.get(address)
        options = reviewing_tess.page.form(address).controls
        right = options["correct"].values[0]
        assert options[f"option_{right}"].values == ["3,531 km"]
        other = "2" if right == "1" else "1"
        faulty = {"question": " ", f"option_{other}": "3,531 km"}
        reviewing_tess.submit(address, values=faulty, status=422)
        text = reviewing_tess.page.text
        assert "The question is empty." in text
        assert "This is the same text as option" in text
        assert reviewing_tess.page.elements(".//*[@aria-invalid]")
        assert verdicts(session) == {}
        fixed = {"question": "How long is the Volga?", f"option_{other}": "", "correct": right}
        reviewing_tess.submit(address, values=fixed)
        reviewing_tess.follow()
        assert badge(reviewing_tess, position) == "Accepted with changes"
        text = text_of(reviewing_tess.page.element(f".//*[@id='question-{position}']"))
        assert "How long is the Volga?" in text
        assert "3,531 km Right answer" in text
        assert "You changed: Question, " in text
        reviewing_tess.get(address)
        form = reviewing_tess.page.form(address)
        [key] = form.controls["correct"].values
        assert form.controls[f"feedback_{key}"].values == [""]
        told = {
            form.controls[f"option_{number}"].values[0]: form.controls[f"feedback_{number}"].values[
                0
            ]
            for number in (1, 2, 3)
        }
        # What is said to those who choose an option goes with it.
        assert [*told.values()].count("") == 1
        assert all(
            {"Dnieper": "2,201", "Ural": "2,428", "Don": "1,870", "Kama": "1,805"}[
                words.split("“")[1].partition("”")[0]
            ]
            in option
            for option, words in told.items()
            if words
        )

    def test_an_edit_without_a_change_accepts_whatever_the_kind(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        one_of_each_form = {each.form: each.position for each in proposed(session)}
        for position in one_of_each_form.values():
            address = f"{REVIEW}/questions/{position}/edit"
            reviewing_tess.get(address)
            reviewing_tess.submit(address)
        assert [*verdicts(session).values()] == ["accept"] * len(one_of_each_form)

    def test_a_true_or_false_question_is_turned_round(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        [position] = positions(session, form="faq.truth").values()
        address = f"{REVIEW}/questions/{position}/edit?form=faq.truth"
        reviewing_tess.get(address)
        reviewing_tess.submit(address, correct="false", feedback_1="No, it is not.")
        reviewing_tess.follow()
        text = text_of(reviewing_tess.page.element(f".//*[@id='question-{position}']"))
        assert "True No, it is not." in text
        assert "You changed: " in text


class TestAgain:
    def test_a_changed_article_shows_what_has_changed(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        at = positions(session)
        press(reviewing_tess, at["figure-number-volga-length"], "Accept")
        reviewing_tess.get(reviewing_tess.page.link("The article has changed"))
        kept = reviewing_tess.page.form(f"{REVIEW}/again").controls["text"].values[0]
        assert kept.strip() == ARTICLE.strip()
        reviewing_tess.submit(f"{REVIEW}/again", text=CORRECTED)
        text = reviewing_tess.follow().text
        assert re.search(r"Since the article was changed: \d+ new, \d+ changed, \d+ gone\.", text)
        assert "The article has changed this question since you decided on it." in text
        assert "Changed by the article: Right answer" in text
        assert "before: 3531 now: 3692" in text
        assert "What is gone" in text
        position = positions(session)["figure-number-volga-length"]
        form = reviewing_tess.page.forms(f".//*[@id='question-{position}']/form")[0]
        reviewing_tess.post(form.action, form.fields({}, "accept"))
        assert "since you decided on it" not in reviewing_tess.follow().text

    def test_a_text_that_is_no_article_changes_nothing(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        before = snapshot(session)
        reviewing_tess.get(f"{REVIEW}/again")
        reviewing_tess.submit(f"{REVIEW}/again", text="", status=422)
        assert "Paste an article here" in reviewing_tess.page.text
        assert snapshot(session) == before


class TestPublishing:
    def test_makes_a_bank_to_study_and_to_take_quizzes_from(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        reviewing_tess.get(reviewing_tess.page.link("Publish …"))
        assert "No question is accepted yet." in reviewing_tess.page.text
        reviewing_tess.post(f"{REVIEW}/publish", {"title": "Rivers", "language": "en"}, 409)
        reviewing_tess.get(REVIEW)
        [form] = reviewing_tess.page.forms(".//form[@data-decide-shown]")
        reviewing_tess.post(form.action, form.fields({}, "accept"))
        page = reviewing_tess.get(f"{REVIEW}/publish")
        assert re.search(r"50 questions, \d+ of them cards that are only studied\.", page.text)
        assert "are not decided and stay out." in page.text
        action = f"{REVIEW}/publish"
        reviewing_tess.submit(action, title="", language="German", status=422)
        assert reviewing_tess.page.texts(".//*[@class='field-error']") == [
            "Give the bank a title.",
            "Enter the code of a language, such as en.",
        ]
        reviewing_tess.submit(action, title="Rivers", language="en", subject="Geography")
        page = reviewing_tess.follow()
        assert (page.heading, page.path) == ("Rivers", "/banks/rivers")
        assert "The bank is published with 50 questions." in page.text
        assert "From “The rivers of the east”" in page.text
        reviewing_tess.get(page.link("Take a quiz"))
        assert reviewing_tess.page.heading == "Quizzes"
        page = reviewing_tess.get(REVIEW)
        assert "Published as Rivers, last on" in page.text
        reviewing_tess.get(page.link("Update the bank …"))
        form = reviewing_tess.page.form(action)
        assert form.controls["subject"].values == ["Geography"]

    def test_names_the_changes_that_do_not_fit_any_more(
        self, reviewing_tess: PageClient, session: Session, teacher: Person
    ) -> None:
        [position] = [*positions(session, form="figure.value").values()][:1]
        edit = Verdict("edit", changes={"correct": "9"})
        deciding.decide(session, teacher, 1, position, edit, NOW)
        assert "9 is not the number of an option" in reviewing_tess.get(REVIEW).text
        page = reviewing_tess.get(f"{REVIEW}/publish")
        assert "don’t fit the changed article" in page.text
        reviewing_tess.post(f"{REVIEW}/publish", {"title": "Rivers", "language": "en"}, 409)

    def test_the_decisions_are_a_file_to_keep(
        self, reviewing_tess: PageClient, session: Session
    ) -> None:
        press(reviewing_tess, 0, "Accept")
        response = reviewing_tess._request("GET", f"{REVIEW}/decisions.toml", 200)
        [key] = verdicts(session)
        assert response.get_data(as_text=True) == f'accept = [\n    "{key}",\n]\n'


def test_a_derivation_is_deleted_after_asking(reviewing_tess: PageClient, session: Session) -> None:
    page = reviewing_tess.get(reviewing_tess.page.link("Delete"))
    assert page.heading == "Delete “The rivers of the east”?"
    reviewing_tess.submit(f"{REVIEW}/delete")
    assert "“The rivers of the east” is deleted." in reviewing_tess.follow().text
    reviewing_tess.get(REVIEW, 404)
