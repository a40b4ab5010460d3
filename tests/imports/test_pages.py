"""The pages from a table to a bank, in a browser without script."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks import services as banks
from quizapp.banks.models import Bank, BankShare, Question
from quizapp.database import write
from quizapp.engine.scheduling import Rating
from quizapp.imports import services
from quizapp.imports.models import Import
from quizapp.jobs.models import Job
from tests.factories import enrol, make_bank, make_person, rate
from tests.imports.given import CARDS, IMPORT, KEYED, check, faults, give, show_again
from tests.page_client import PageClient
from tests.rows import rows, snapshot
from tests.visits import visit_as

PAGE = f"{IMPORT}/1"
SAMPLES = Path("/work/shared/samples")
POSTS = ("settings", "check", "write", "undo", "delete")


@pytest.fixture
def teacher(session: Session) -> Person:
    return make_person(session, "tess", role="teacher")


@pytest.fixture
def tess(app: Flask, session: Session, teacher: Person) -> PageClient:
    return visit_as(app, session, teacher)


def titles(session: Session) -> list[str]:
    return [row[0] for row in rows(session, Bank.title)]


class TestWhoMay:
    def test_a_teacher_finds_the_way_from_the_banks(self, tess: PageClient) -> None:
        path = tess.get("/banks").link("Make a bank from a table")
        assert tess.get(path).heading == "Make a bank from a table"

    def test_a_student_sees_nothing_of_it(
        self, app: Flask, session: Session, tess: PageClient
    ) -> None:
        give(tess, CARDS)
        ada = visit_as(app, session, make_person(session, "ada"))
        assert "table" not in ada.get("/banks").text
        before = snapshot(session)
        for path in (IMPORT, f"{IMPORT}/template.csv", PAGE, f"{PAGE}/faulty.csv"):
            ada.get(path, 404)
        ada.post(IMPORT, {"text": CARDS}, 404)
        for tail in POSTS:
            ada.post(f"{PAGE}/{tail}", {"bank": "", "title": "x"}, 404)
        assert snapshot(session) == before

    def test_a_colleague_does_not_find_it(
        self, app: Flask, session: Session, tess: PageClient
    ) -> None:
        give(tess, CARDS)
        otto = visit_as(app, session, make_person(session, "otto", role="administrator"))
        before = snapshot(session)
        for tail in ("", "/settings", "/progress", "/faulty.csv", "/delete"):
            otto.get(f"{PAGE}{tail}", 404)
        for tail in POSTS:
            otto.post(f"{PAGE}/{tail}", {"bank": "", "title": "x"}, 404)
        assert "Your tables" not in otto.get(IMPORT).text
        assert snapshot(session) == before

    def test_who_is_not_signed_in_is_asked_to(self, client: PageClient) -> None:
        client._request("GET", IMPORT, 303)

    def test_only_banks_that_she_may_change_can_be_chosen(
        self, session: Session, teacher: Person, tess: PageClient
    ) -> None:
        otto = make_person(session, "otto", role="teacher")
        make_bank(session, "hers", owner=teacher)
        shared = make_bank(session, "shared", owner=otto)
        other = make_bank(session, "other", owner=otto)
        with write(session):
            session.add(BankShare(bank_id=shared.id, user_id=teacher.id, may_edit=True))
            session.add(BankShare(bank_id=other.id, user_id=teacher.id, may_edit=False))
        offered = tess.get(IMPORT).texts(".//select[@id='bank']/option")
        assert offered == ["A new bank", "Hers", "Shared"]
        before = snapshot(session)
        give(tess, CARDS, status=422, bank=str(other.id))
        give(tess, CARDS, status=422, bank="99999999999999999999")
        assert snapshot(session) == before

    def test_a_bank_that_is_no_longer_shared_is_not_written_to(
        self, session: Session, teacher: Person, tess: PageClient
    ) -> None:
        otto = make_person(session, "otto", role="teacher")
        shared = make_bank(session, "shared", owner=otto)
        with write(session):
            session.add(BankShare(bank_id=shared.id, user_id=teacher.id, may_edit=True))
        give(tess, CARDS, bank=str(shared.id))
        check(tess)
        with write(session):
            session.execute(update(BankShare).values(may_edit=False))
        before = snapshot(session, Question)
        tess.submit(f"{PAGE}/write")
        assert "You can’t change this bank any more." in tess.follow().text
        assert snapshot(session, Question) == before


class TestWayThrough:
    def test_from_a_file_to_a_bank_and_back(self, session: Session, tess: PageClient) -> None:
        give(tess, CARDS, "Rivers of Europe.csv")
        assert tess.page.heading == "Rivers of Europe.csv"
        controls = tess.page.form(f"{PAGE}/check").controls
        assert controls["delimiter"].values == [";"]
        assert controls["column-0"].values == ["question"]
        assert controls["column-1"].values == ["answer"]
        assert controls["title"].values == ["Rivers of Europe"]
        assert "2,850 km" in tess.page.text
        check(tess)
        assert "All 2 rows can be imported" in tess.page.text
        assert "For the new bank “Rivers of Europe”." in tess.page.text
        assert "In the Black Forest" in tess.page.text
        assert titles(session) == []
        tess.submit(f"{PAGE}/write")
        assert "2 questions imported" in tess.follow().text
        assert titles(session) == ["Rivers of Europe"]
        assert "Imported into Rivers of Europe" in tess.get(IMPORT).text
        tess.get(PAGE)
        tess.get(tess.page.link("Go to Rivers of Europe"))
        tess.get(PAGE)
        tess.submit(f"{PAGE}/undo")
        assert "This import is undone" in tess.follow().text
        assert titles(session) == []
        tess.get(f"{PAGE}/delete")
        tess.submit(f"{PAGE}/delete")
        assert "is deleted here" in tess.follow().text
        assert rows(session, Import.id) == []

    def test_a_paste_is_a_file_too(self, tess: PageClient) -> None:
        tess.get(IMPORT)
        pasted = "Danube\tA river\r\nBalaton\tA lake\r\n"
        tess.post(IMPORT, {"text": pasted, "bank": ""})
        tess.follow()
        assert tess.page.heading == "pasted.txt"
        check(tess, title="Waters")
        assert "All 2 rows can be imported" in tess.page.text

    def test_the_same_file_again_changes_nothing_and_another_wording_is_shown(
        self, session: Session, teacher: Person, tess: PageClient
    ) -> None:
        give(tess, CARDS)
        check(tess, title="Rivers")
        tess.submit(f"{PAGE}/write")
        bank_id = rows(session, Bank.id)[0][0]
        give(tess, CARDS, bank=str(bank_id))
        check(tess, 2)
        assert "There is nothing to import" in tess.page.text
        assert "The bank has all of this already." in tess.page.text
        give(tess, CARDS.replace("2,850", "2,857"), bank=str(bank_id))
        check(tess, 3)
        assert "0 new, 1 changed, 1 unchanged" in tess.page.text
        assert tess.page.texts(".//del") == ["[gone: 850]"]
        tess.get(f"{IMPORT}/3", show="unchanged")
        assert "Where does it rise?" in tess.page.text

    def test_a_key_is_asked_for_and_never_chosen_beforehand(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, KEYED)
        key = tess.page.form(f"{PAGE}/check").controls["answer-key"]
        assert (key.values, len(key.choices) > 1) == ([], True)
        tess.submit(f"{PAGE}/check", button="Check the file", status=422)
        assert "Choose one of these first." in tess.page.text
        assert rows(session, Import.state) == [("waiting",)]
        check(tess, **{"answer-key": "text"})
        right = tess.page.texts(".//li[@class='is-right']")
        assert right == ["2Right answer", "1Right answer"]
        tess.get(f"{PAGE}/settings")
        chosen = tess.page.form(f"{PAGE}/check").controls["answer-key"].values
        assert chosen == ["text"], "an answer can be changed"
        number = next(choice for choice in key.choices if choice != "text")
        check(tess, **{"answer-key": number})
        assert tess.page.texts(".//li[@class='is-right']")[1] == "2Right answer"

    def test_undoing_is_refused_once_somebody_has_studied(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, CARDS)
        check(tess, title="Rivers")
        tess.submit(f"{PAGE}/write")
        tess.follow()
        ada = make_person(session, "ada")
        bank = rows(session, Bank.id, Bank.slug)[0]
        question_id = rows(session, Question.id)[0][0]
        found = banks.find_bank(session, None, bank[1])
        assert found
        enrol(session, ada, found)
        rate(session, ada, question_id, Rating.GOOD)
        before = snapshot(session, Question)
        tess.submit(f"{PAGE}/undo")
        text = tess.follow().text
        assert "This import can’t be undone any more. Somebody has studied" in text
        assert "It can’t be undone any more. Somebody has studied" in text
        assert not [form for form in tess.page.forms() if form.action.endswith("/undo")]
        assert snapshot(session, Question) == before


class TestReading:
    def test_another_delimiter_is_another_table(self, tess: PageClient) -> None:
        give(tess, "Question;Answer, short\nHow long, in km?;2850\n")
        show_again(tess, delimiter=",")
        controls = tess.page.form(f"{PAGE}/check").controls
        assert controls["delimiter"].values == [","]
        assert "Question;Answer" in tess.page.texts(".//td")
        show_again(tess, delimiter=";")
        assert tess.page.texts(".//th/label") == ["Question", "Answer, short"]

    def test_a_changed_role_counts_and_the_rest_stays_found(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, "Frage;Hinweis;Antwort\nWie lang?;Lang;2850 km\n")
        show_again(tess, **{"column-1": "note"})
        controls = tess.page.form(f"{PAGE}/check").controls
        assert controls["column-1"].values == ["note"]
        assert controls["column-0"].values == ["question"]
        stored = rows(session, Import.id)[0]
        settings: dict[str, Any] = session.get_one(Import, stored[0]).settings
        session.commit()
        assert settings["encoding"] is None and settings["delimiter"] is None

    def test_what_was_said_of_a_header_is_filled_in_the_next_time(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, KEYED)
        check(tess, **{"answer-key": "text", "column-4": "correct"})
        give(tess, KEYED.replace("largest", "greatest").replace("Frage", " FRAGE "))
        assert "You said how a table with these columns is read on" in tess.page.text
        assert tess.page.form(f"{IMPORT}/2/check").controls["answer-key"].values == ["text"]
        check(tess, 2)
        assert "All 2 rows can be imported" in tess.page.text

    def test_what_was_said_is_the_persons_own(
        self, app: Flask, session: Session, tess: PageClient
    ) -> None:
        give(tess, KEYED)
        check(tess, **{"answer-key": "text"})
        otto = visit_as(app, session, make_person(session, "otto", role="teacher"))
        give(otto, KEYED)
        assert "You said" not in otto.page.text
        assert otto.page.form(f"{IMPORT}/2/check").controls["answer-key"].values == []

    def test_a_bank_needs_a_title(self, session: Session, tess: PageClient) -> None:
        give(tess, CARDS)
        for title, message in (
            ("", "Give the new bank a title."),
            (" ", "Give the new bank a title."),
            ("x" * 201, "200"),
            ("a\x1bb", "can't be used here"),
        ):
            tess.submit(f"{PAGE}/check", title=title, button="Check the file", status=422)
            assert message in tess.page.texts(".//*[@id='title-error']")[0]
        assert rows(session, Import.state) == [("waiting",)]

    def test_fields_that_nobody_can_choose_do_no_harm(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, CARDS)
        for fields in (
            {"encoding": "klingon", "shown-encoding": "utf-8"},
            {"delimiter": '"', "shown-delimiter": ";"},
            {"sheet": "none", "shown-sheet": "x", "layout": "nothing", "shown-layout": "cards"},
            {"header": "\0", "shown-header": "yes", "answer-\0": "\x07"},
            {"shown-columns": "question,\0,zzz", "column-0": "answer", "column-1": "zzz"},
            {"shown-columns": "," * 5_000, "column-4000": "answer", "column-x": "id"},
            {"other-delimiter": "x" * 500},
        ):
            tess.post(f"{PAGE}/settings", {"bank": "", "title": "T", **fields})
            tess.follow()
        tess.get(f"{PAGE}?show=nothing&page=abc")


class TestBadInput:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "The file is empty."),
            (b"\n \n", "The file is empty."),
            (b"%PDF-1.7 \xff", "PDF"),
            (b"Question,Answer\nA,b\nC,\0d\n", "3"),
            (bytes(range(256)) * 20, ""),
            (b"PK\x03\x04 nothing", ""),
        ],
    )
    def test_what_is_no_table_says_why_and_can_be_deleted(
        self, session: Session, tess: PageClient, data: bytes, message: str
    ) -> None:
        give(tess, data)
        alerts = tess.page.texts(".//main//*[@role='alert']")
        assert alerts and message in alerts[0]
        tess.submit(f"{PAGE}/check", {"title": "T"}, button="Check the file", status=422)
        tess.get(f"{PAGE}/delete")
        tess.submit(f"{PAGE}/delete")

    def test_an_unclosed_quote_names_the_line(self, tess: PageClient) -> None:
        text = "question,answer\nA,b\nC,d\n" + 'E,"f\n' + "G,h\n" * 30
        give(tess, text)
        if tess.page.has(".//*[@role='alert']"):
            assert "ine 4" in tess.page.texts(".//*[@role='alert']")[0]
        else:
            check(tess)
            assert "Line 4" in tess.page.text

    def test_nothing_given_and_too_much_given(self, session: Session, tess: PageClient) -> None:
        before = snapshot(session)
        tess.get(IMPORT)
        tess.post(IMPORT, {"text": " ", "bank": ""}, 422)
        assert "Choose a file, or paste your table." in tess.page.text
        give(tess, b"x" * 70_000_000, status=413)
        assert "A file may have 64 MB" in tess.page.text
        give(tess, b"x" * 64_000_001, status=422)
        assert "A file may have at most 64 MB" in tess.page.text
        assert snapshot(session) == before

    def test_a_file_that_is_gone_is_told_of(self, app: Flask, tess: PageClient) -> None:
        give(tess, CARDS)
        check(tess)
        for path in app.extensions["quizapp_imports"].folder.iterdir():
            path.unlink()
        tess.get(PAGE)
        assert "not on this server any more" in tess.get(f"{PAGE}/settings").text
        tess.submit(f"{PAGE}/check", button="Check the file", status=422)

    def test_what_stands_in_a_table_is_shown_as_text(self, tess: PageClient) -> None:
        give(tess, 'question;answer;<b>x</b>\n<script>alert(1)</script>;"=1+1";y\n')
        assert "<script>alert(1)</script>" in tess.page.text
        check(tess, **({"answer-html": "no"} if "answer-html" in tess.page.html else {}))
        assert "<script>alert(1)</script>" in tess.page.text


FAULTY = (
    "question;option_1;option_2;correct;topic\n"
    "Which is even?;2;3;1;Numbers\n"
    "Which is odd?;2;3;7;=Numbers\n"
    "Which is prime?;4;5;;Numbers\n"
)


class TestFaultyRows:
    def test_they_are_listed_with_what_is_wrong_and_downloaded_and_mended(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, FAULTY)
        check(tess, title="Numbers")
        assert "2 rows of 3 are to be mended" in tess.page.text
        assert len(faults(tess)) == 2
        assert tess.page.texts(".//h3") == ["Line 3", "Line 4"]
        tess.submit(f"{PAGE}/write", button="Import the 1 good row, leave out 2")
        assert "1 new, 0 changed, 2 left out" in tess.follow().text
        response = tess._request("GET", f"{PAGE}/faulty.csv", 200)
        text = response.get_data(as_text=True)
        assert text.startswith("\ufeffguard;reason;question;option_1;option_2;correct;topic\r\n")
        table = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")]
        assert [row[0] for row in table] == ["guard", "'", ""]
        assert table[1][-1] == "'=Numbers"
        mended = text.replace("3;7;", "3;2;").replace("4;5;;", "4;5;2;")
        bank_id = rows(session, Bank.id)[0][0]
        give(tess, mended, "mended.csv", bank=str(bank_id))
        check(tess, 2)
        assert "All 2 rows can be imported" in tess.page.text
        tess.submit(f"{IMPORT}/2/write")
        tess.follow()
        assert len(rows(session, Question.id)) == 3

    def test_rows_without_a_header_are_known_again_by_the_numbers_of_their_columns(
        self, session: Session, tess: PageClient
    ) -> None:
        give(tess, "Danube\tA river\nBalaton\tA lake\nUral\t\nDon\t\n", "cards.txt")
        check(tess)
        assert "2 rows of 4 are to be mended" in tess.page.text
        text = tess._request("GET", f"{PAGE}/faulty.csv", 200).get_data(as_text=True)
        assert text.splitlines()[0] == "\ufeffguard,reason,column 1,column 2"
        mended = text.replace("Ural,", "Ural,A range").replace("Don,", "Don,A river")
        give(tess, mended, "mended.csv")
        check(tess, 2)
        assert "All 2 rows can be imported" in tess.page.text

    def test_they_are_not_left_out_unasked(self, session: Session, tess: PageClient) -> None:
        give(tess, FAULTY)
        check(tess)
        tess.post(f"{PAGE}/write")
        assert "Nothing was imported: 2 rows are to be mended." in tess.follow().text
        assert rows(session, Question.id) == []

    def test_many_are_on_pages(self, tess: PageClient) -> None:
        give(tess, "question,answer\n" + "".join(f"Number {n},\n" for n in range(60)))
        check(tess)
        assert "Page 1 of 3" in tess.page.text
        assert "Page 2 of 3" in tess.get(tess.page.link("Next")).text
        tess.get(PAGE, page="99")
        assert len(tess.page.elements(".//article")) == 10

    def test_without_any_there_is_nothing_to_download(self, tess: PageClient) -> None:
        give(tess, CARDS)
        check(tess)
        tess.get(f"{PAGE}/faulty.csv", 404)


def test_the_table_to_fill_in_has_no_faults(tess: PageClient) -> None:
    data = tess._request("GET", f"{IMPORT}/template.csv", 200).get_data()
    give(tess, data, "template.csv")
    check(tess)
    assert "All 4 rows can be imported" in tess.page.text


@pytest.fixture
def no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files are large, and the program of the processes isn't there."""
    monkeypatch.setattr(services, "MAX_AT_ONCE", 0)
    monkeypatch.setattr("sys.executable", "/nowhere/python")


@pytest.mark.usefixtures("no_process")
class TestWaiting:
    def test_the_page_says_how_far_it_is(self, session: Session, tess: PageClient) -> None:
        give(tess, CARDS)
        check(tess)
        assert "The file is being checked" in tess.page.text
        assert tess.get_json(f"{PAGE}/progress")["words"] == "Checking …"
        values = {
            "state": "running", "done": 500, "total": 1_000,
            "started_at": Job.created_at, "runs": 1,
        }  # fmt: skip
        with write(session):
            beat = session.get_one(Job, 1).created_at + timedelta(seconds=10)
            session.execute(update(Job).values(**values, beat_at=beat))
        told = tess.get_json(f"{PAGE}/progress")
        assert told == {
            "is_open": True,
            "done": 500,
            "total": 1_000,
            "words": "Checking: 500 of about 1,000 lines, 50 a second, about 10 seconds left",
        }
        assert "about 10 seconds left" in tess.get(PAGE).text
        assert "Being checked" in tess.get(IMPORT).text

    def test_what_is_at_work_is_left_alone(self, session: Session, tess: PageClient) -> None:
        give(tess, CARDS)
        check(tess)
        before = snapshot(session)
        for tail in POSTS:
            tess.post(f"{PAGE}/{tail}", {"bank": "", "title": "x", "shown-columns": ""})
            assert "This has gone on meanwhile" in tess.follow().text
        tess.get(f"{PAGE}/settings", 303)
        assert snapshot(session) == before

    def test_what_failed_says_why(self, session: Session, tess: PageClient) -> None:
        give(tess, CARDS)
        check(tess)
        with write(session):
            session.execute(update(Job).values(state="failed", message="It was too much."))
        assert tess.get_json(f"{PAGE}/progress") == {"is_open": False}
        assert "It was too much." in tess.get(PAGE).text
        with write(session):
            session.execute(update(Import).values(state="writing"))
        assert "The import was broken off" in tess.get(PAGE).text
        assert "It was too much." in tess.page.text


def _samples() -> list[Path]:
    return [path for kind in ("csv", "quizlet", "anki_txt") for path in (SAMPLES / kind).glob("*")]


@pytest.mark.sqlite_only
def test_files_of_other_people_are_shown_and_checked_or_asked_about(
    tess: PageClient,
) -> None:
    if not _samples():
        pytest.skip("the samples are not here")
    for number, path in enumerate(sorted(_samples()), 1):
        give(tess, path.read_bytes(), path.name)
        page = tess.page.form(f"{IMPORT}/{number}/check")
        sent = page.fields({})
        fields = {name: value for name, value in sent.items() if name != "csrf_token"}
        status = 422 if tess.page.has(".//*[@class='ask']") else 303
        asks = [name for name in page.controls if name.startswith("answer-")]
        tess.post(f"{IMPORT}/{number}/check", fields, 422 if asks else status)
