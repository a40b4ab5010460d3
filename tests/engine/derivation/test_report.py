"""The report that a person reads: what was found, made, decided, refused and left out."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.blocks import Skipped
from quizapp.engine.derivation.decisions import Decision, Decisions
from quizapp.engine.derivation.proposals import Derivation, Refusal
from quizapp.engine.derivation.report import (
    NO_FACTS,
    REPORT_TITLE,
    count_lines,
    report,
    skipped_lines,
    summary,
)
from quizapp.engine.derivation.review import review
from quizapp.engine.question import Question
from tests.engine.derivation.proposed import derivation, proposal

ARTICLE = (
    "# Rivers",
    "| Event | Date |",
    "|---|---|",
    "| First bridge | 1 April 1290 |",
    "| Great dam | 3 May 1921 |",
    "| Last ferry | 6 June 1950 |",
)


def refusals(gate: str, count: int) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(gate, "timeline.date", f"Reason {number}.", f"quote {number}", number)
        for number in range(1, count + 1)
    )


def questions(made: Derivation) -> list[Question]:
    return [proposal.question for proposal in made.proposals]


def section(text: str, title: str) -> list[str]:
    """The lines under a heading."""
    _, found, rest = text.partition(f"\n## {title}\n\n")
    assert found, text
    return rest.partition("\n\n##")[0].strip("\n").split("\n")


def titles(text: str) -> list[str]:
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def half_asked() -> Derivation:
    facts = derivation(article=ARTICLE).facts
    return derivation(
        proposal("a", form="timeline.order", facts=facts[:2]),
        proposal("b", form="timeline.date", facts=facts[:1]),
        proposal("c", form="timeline.date", facts=facts[:1]),
        article=ARTICLE,
        refusals=refusals("one-answer", 1) + refusals("siblings", 7),
        skipped=(Skipped(9, "A table of one row."),),
    )


def test_the_summary_counts_all_in_one_sentence() -> None:
    made = half_asked()
    assert summary(made, questions(made)) == (
        "Rivers: 3 facts, 3 questions of 2 forms, 8 refused; 66 % of the facts are asked about."
    )
    assert summary(made, questions(made)[:1]).startswith("Rivers: 3 facts, 1 question of 1 form,")


def test_the_summary_of_nothing_is_honest() -> None:
    assert summary(derivation(title=""), []) == (
        "An article without a title: 0 facts, 0 questions of 0 forms, 0 refused; 0 % of the facts "
        "are asked about."
    )


@given(st.integers(2, 100).flatmap(lambda all_: st.tuples(st.integers(0, all_), st.just(all_))))
def test_all_is_said_only_where_all_is_asked(counts: tuple[int, int]) -> None:
    asked, all_ = counts
    rows = [f"| Event {number} | {1000 + number} |" for number in range(all_)]
    facts = derivation(article=(*ARTICLE[1:3], *rows)).facts
    assert len(facts) == all_
    made = replace(derivation(proposal("a", facts=facts[:asked])), facts=facts)
    percent = int(summary(made, []).rpartition("refused; ")[2].split()[0])
    assert percent == 100 * asked // all_


def test_the_report_has_its_parts_in_order() -> None:
    text = report(half_asked())
    assert text.startswith(f"{REPORT_TITLE}\n\n- Article: Rivers\n- SHA-256: ")
    assert titles(text) == [
        "Facts found",
        "Questions proposed, by form",
        "Refused",
        "Facts that no question rests on",
        "Skipped in reading",
    ]
    assert text.endswith(".\n")


def test_the_report_counts_facts_by_type_and_questions_by_form() -> None:
    text = report(half_asked())
    assert section(text, "Facts found") == ["- 3 events of timelines, of which 2 are asked about"]
    assert section(text, "Questions proposed, by form") == [
        "- 2 timeline.date: Date of an event",
        "- 1 timeline.order: Events in order",
    ]


def test_the_report_says_what_was_refused_the_most_frequent_gate_first() -> None:
    lines = section(report(half_asked()), "Refused")
    assert lines[:2] == [
        "- 7 by siblings: too few other values of the same sort to choose from",
        "    - line 1, timeline.date: Reason 1. `quote 1`",
    ]
    assert lines[6:8] == [
        "    - and 2 more",
        "- 1 by one-answer: more than one answer would be right, or none for sure",
    ]


def test_the_report_names_the_facts_that_are_not_asked_about_and_what_was_skipped() -> None:
    text = report(half_asked())
    assert section(text, "Facts that no question rests on") == [
        "- line 6, timeline: `| Last ferry | 6 June 1950 |`"
    ]
    assert section(text, "Skipped in reading") == ["- line 9: A table of one row."]


def test_the_report_on_an_article_without_facts_says_so() -> None:
    text = report(derivation(title=""))
    assert "- Article: without a title\n" in text
    assert titles(text) == ["Facts found"]
    assert section(text, "Facts found") == [NO_FACTS]


def test_the_report_stays_short_where_there_is_much() -> None:
    rows = [f"| Event {number} | {1000 + number} |" for number in range(300)]
    made = derivation(
        article=(*ARTICLE[1:3], *rows), skipped=tuple(Skipped(1, "Why.") for _ in range(300))
    )
    text = report(made)
    facts = section(text, "Facts that no question rests on")
    assert (len(facts), facts[-1]) == (101, "- and 200 more")
    skipped = section(text, "Skipped in reading")
    assert (len(skipped), skipped[-1]) == (51, "- and 250 more")


def test_the_report_tells_the_review() -> None:
    made = derivation(*(proposal(key) for key in "abcd"))
    decisions = Decisions(
        {
            "a": Decision("accept"),
            "b": Decision("edit", changes={"topic": "Water"}),
            "c": Decision("reject", "Two *rivers*\nare of that length."),
            "z": Decision("accept"),
        }
    )
    assert section(report(made, (decisions, review(made, decisions))), "Review") == [
        "- 2 accepted, 1 of them with changes",
        "- 1 rejected",
        r"    - `c`: Two \*rivers\* are of that length.",
        "- 1 not decided on",
        "    - `d`",
        "- 1 decided on, but no longer proposed",
        "    - `z`",
    ]


def test_the_report_on_a_review_of_all_has_nothing_more_to_tell() -> None:
    made = derivation(proposal("a"))
    decisions = Decisions({"a": Decision("accept")})
    assert section(report(made, (decisions, review(made, decisions))), "Review") == [
        "- 1 accepted, 0 of them with changes",
        "- 0 rejected",
        "- 0 not decided on",
    ]


def test_words_of_the_article_cannot_change_the_report() -> None:
    quote = "\x1b[2J``x``\n# No heading <script>" + "y" * 300
    refusal = Refusal("unheard-of", "timeline.date", "See <b>\n## this", quote, 1)
    made = derivation(refusals=(refusal,), title="A *river*\n## <i>")
    lines = section(report(made), "Refused")
    assert lines == [
        "- 1 by unheard-of: unheard-of",
        r"    - line 1, timeline.date: See \<b\> \#\# this ``` [2J``x`` # No heading <script>"
        + "y" * (200 - len("[2J``x`` # No heading <script>"))
        + "… ```",
    ]
    assert r"- Article: A \*river\* \#\# \<i\>" in report(made).splitlines()


def test_counts_for_a_terminal_stand_in_columns() -> None:
    made = half_asked()
    assert [*count_lines(made, questions(made))] == [
        "     2  timeline.date: Date of an event",
        "     1  timeline.order: Events in order",
        "     7  refused, siblings: too few other values of the same sort to choose from",
        "     1  refused, one-answer: more than one answer would be right, or none for sure",
    ]


def test_what_was_skipped_is_told_up_to_a_limit() -> None:
    made = replace(half_asked(), skipped=(Skipped(3, "A\x07."), Skipped(5, "B."), Skipped(8, "C.")))

    def told(lines: Iterable[str]) -> list[str]:
        return [*lines]

    assert told(skipped_lines(made, 2)) == ["line 3: A.", "line 5: B.", "and 1 more"]
    assert told(skipped_lines(derivation(), 2)) == [NO_FACTS]
