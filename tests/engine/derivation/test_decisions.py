"""Decisions and their file: what it says is what was decided, and what is wrong in it is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.decisions import (
    EDITABLE,
    Decision,
    Decisions,
    DecisionsError,
    read_decisions,
    write_decisions,
)

AWKWARD = st.text(
    st.one_of(
        st.sampled_from("ab\"'\\\n\r\t\x00\x1b\x7f\x85\u2028=#[]\ufeffé–"),
        st.characters(codec="utf-8"),
    )
)
WORDS = AWKWARD.filter(lambda text: text.strip() != "")
NOTES = st.just("") | WORDS
CHANGES = st.dictionaries(st.sampled_from(EDITABLE), AWKWARD, min_size=1, max_size=3)
DECISION = st.one_of(
    st.builds(Decision, st.just("accept"), note=NOTES),
    st.builds(Decision, st.just("reject"), reason=WORDS, note=NOTES),
    st.builds(Decision, st.just("edit"), changes=CHANGES, note=NOTES),
    st.builds(Decision, st.just(""), note=WORDS),
)

FILE = """\
article = "article.md"

accept = [
    "timeline-date-pact",
    "faq-card-why",
]

[reject]
"timeline-order-1" = "Two of these are of the same week."

[edit."figure-value-danube"]
question = "How long is the \\"Danube\\"?"
explanation = \"""
It rises in the Black Forest.

It ends in the Black Sea.\"""

[note]
"faq-card-why" = "Ask this early."
"prose-truth-3" = "Look at the source again."
"""
DECIDED = Decisions(
    {
        "timeline-date-pact": Decision("accept"),
        "faq-card-why": Decision("accept", note="Ask this early."),
        "timeline-order-1": Decision("reject", "Two of these are of the same week."),
        "figure-value-danube": Decision(
            "edit",
            changes={
                "question": 'How long is the "Danube"?',
                "explanation": "It rises in the Black Forest.\n\nIt ends in the Black Sea.",
            },
        ),
        "prose-truth-3": Decision("", note="Look at the source again."),
    },
    "article.md",
)


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(DecisionsError) as error:
        read_decisions(text)
    return [(fault.place, fault.message) for fault in error.value.faults]


def places(text: str) -> list[str]:
    return [place for place, _ in faults(text)]


class TestFile:
    def test_is_written_as_a_person_would_write_it(self) -> None:
        assert write_decisions(DECIDED) == FILE

    def test_says_what_was_decided(self) -> None:
        assert read_decisions(FILE) == DECIDED

    def test_keeps_the_order_of_the_decisions(self) -> None:
        assert list(read_decisions(FILE)) == list(DECIDED)

    @given(st.dictionaries(AWKWARD, DECISION, max_size=6), AWKWARD)
    def test_is_read_as_it_was_meant(self, decided: dict[str, Decision], article: str) -> None:
        decisions = Decisions(decided, article)
        assert read_decisions(write_decisions(decisions)) == decisions

    @given(AWKWARD)
    def test_holds_no_sign_that_would_break_its_lines(self, text: str) -> None:
        written = write_decisions(Decisions({"x": Decision("accept", note=f"n{text}")}, text))
        assert written.splitlines() == written.split("\n")[:-1]

    def test_of_no_decisions_is_empty(self) -> None:
        assert write_decisions(Decisions()) == ""
        assert read_decisions("") == Decisions()

    def test_may_have_windows_line_ends(self) -> None:
        assert read_decisions(FILE.replace("\n", "\r\n")) == DECIDED


class TestDecisions:
    def test_are_found_by_key(self) -> None:
        assert DECIDED["timeline-date-pact"].verdict == "accept"
        assert DECIDED.get("unheard-of") is None
        assert len(DECIDED) == 5

    @pytest.mark.parametrize(
        "parts",
        [
            {"verdict": "reject"},
            {"verdict": "reject", "reason": " \n"},
            {"verdict": "accept", "reason": "It is good."},
            {"verdict": "accept", "reason": " "},
            {"verdict": "edit"},
            {"verdict": "accept", "changes": {"note": "x"}},
            {"verdict": "edit", "changes": {"form": "x"}},
            {"verdict": "edit", "changes": {"option_1000": "x"}},
            {"verdict": "accept", "note": " "},
            {"verdict": ""},
        ],
        ids=str,
    )
    def test_are_only_what_a_file_can_say(self, parts: dict[str, str]) -> None:
        with pytest.raises(DecisionsError):
            Decision(**parts)  # type: ignore[arg-type]


class TestFaults:
    def test_of_toml_are_named_with_their_line(self) -> None:
        ((place, message),) = faults('accept = []\n[reject]\n"a" = because\n')
        assert place == ""
        assert message.startswith("This is not a file in TOML: ")
        assert "line 3" in message

    @pytest.mark.parametrize(
        "text", ["accept = " + "[" * 100_000, "x = " + "{a = " * 100_000, "x = " + "9" * 5000]
    )
    def test_of_a_hostile_file_end_in_a_sentence(self, text: str) -> None:
        ((place, message),) = faults(text)
        assert place == ""
        assert message.endswith(".")

    def test_are_all_named_each_by_its_place(self) -> None:
        text = """
            article = 3
            accept = ["a", 4, "b"]
            [reject]
            "b" = "Too hard."
            "c" = ""
            "d" = 12
            [edit."c-d"]
            question = true
            points = 2
            [edit."e"]
            quesion = "Why?"
            option_1 = "x"
            form = "faq.card"
            [edit."f"]
            [note]
            "g" = ""
            "h" = " "
            [rejected]
            "i" = "x"
        """
        assert faults(text) == [
            ("article", '"3" is no text; put it in quotation marks.'),
            ("accept, item 2", '"4" is no text; put it in quotation marks.'),
            (
                'reject."b"',
                "This question is accepted already; decide on it once (an edit accepts it too).",
            ),
            ('reject."d"', '"12" is no text; put it in quotation marks.'),
            ('edit."c-d".question', '"True" is no text; put it in quotation marks.'),
            ('edit."c-d".points', '"2" is no text; put it in quotation marks.'),
            ('note."g"', "Write the note, or delete its line."),
            ("rejected", 'There is no entry "rejected"; did you mean reject?'),
            ('reject."c"', "Say in a few words why this question is rejected."),
            ('edit."e".quesion', 'There is no column "quesion"; did you mean question?'),
            (
                'edit."e".form',
                "The column form can't be changed; reject the question, and write another.",
            ),
            ('edit."f"', "Name the columns that are changed, each with its text."),
            ('note."h"', "Write the note, or delete its line."),
        ]

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ('accept = "a"', "accept"),
            ('reject = ["a"]', "reject"),
            ("edit = 3", "edit"),
            ('edit = {a = "x"}', 'edit."a"'),
            ('note = "x"', "note"),
            ("zzz = 1", "zzz"),
            ('accept = ["a", "a"]', 'accept, item 2, "a"'),
            ('accept = ["a"]\n[edit.a]\nnote = "x"', 'edit."a"'),
            ('[reject]\na = "x"\n[edit.a]\nnote = "x"', 'edit."a"'),
            ('[reject]\n"a\\nb" = 1', 'reject."a\\nb"'),
        ],
    )
    def test_of_the_layout_are_named_by_their_place(self, text: str, place: str) -> None:
        assert places(text) == [place]

    def test_are_told_in_one_text(self) -> None:
        with pytest.raises(DecisionsError) as error:
            read_decisions('accept = 1\n[reject]\na = ""\n')
        assert str(error.value).splitlines() == [
            "accept: Write the ids as a list in square brackets.",
            'reject."a": Say in a few words why this question is rejected.',
        ]
