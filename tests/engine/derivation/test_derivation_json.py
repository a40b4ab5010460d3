"""A derivation as one JSON object: what the facts say, in values that any program reads."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.dates import read_date
from quizapp.engine.derivation.derivation_json import as_json, iso_day
from quizapp.engine.derivation.proposals import Derivation, Refusal
from quizapp.engine.formats.native_columns import BODY
from quizapp.engine.formats.native_row import question_cells, read_cells
from quizapp.engine.kinds import SingleChoice
from tests.engine.derivation.proposed import derivation, proposal
from tests.engine.strategies import questions

ARTICLE = (
    "# Rivers",
    "## Timeline",
    "| Event | Date | Significance |",
    "|---|---|---|",
    "| First bridge | c. 1200 BC | The banks are joined |",
    "| Great dam | 3 May 1921 | No more floods |",
    "",
    "## Numbers",
    "| River | Length |",
    "|---|---|",
    "| Danube | over 2,850 km |",
    "| Rhine | 1.23 thousand km |",
    "",
    "## Claims",
    "| River | Claim |",
    "|---|---|",
    "| Danube | it is blue |",
    "| Rhine | it is gold |",
    "",
    "## Floods",
    "- Flood of Vienna (1501): the highest of all",
    "",
    "## Is it cold?",
    "",
    "Yes, in winter.",
)


def told(made: Derivation) -> dict[str, Any]:
    """The object after a way through text, which only values of JSON survive unchanged."""
    found = as_json(made)
    read: dict[str, Any] = json.loads(json.dumps(found, allow_nan=False))
    assert read == found
    return read


def facts_of(type_: str) -> list[dict[str, Any]]:
    facts = told(derivation(article=ARTICLE))["facts"]
    return [fact for fact in facts if fact["type"] == type_]


def test_the_article_is_named_with_its_hash() -> None:
    made = derivation(article=ARTICLE)
    assert told(made)["article"] == {"title": "Rivers", "sha256": made.article.sha256}


def test_every_fact_says_where_it_stands() -> None:
    made = derivation(article=ARTICLE)
    facts = told(made)["facts"]
    assert [(fact["id"], fact["type"], fact["line"]) for fact in facts] == [
        (fact.id, fact.type, fact.line) for fact in made.facts
    ]
    assert {fact["type"] for fact in facts} == {"timeline", "figure", "comparison", "faq", "dated"}
    assert all(fact["quote"] in made.article.text for fact in facts)


def test_an_event_has_its_date_as_an_interval() -> None:
    bridge, dam = facts_of("timeline")
    assert (dam["event"], dam["significance"], dam["section"]) == (
        "Great dam",
        "No more floods",
        "Timeline",
    )
    assert dam["date"] == {
        "text": "3 May 1921",
        "first": "1921-05-03",
        "last": "1921-05-03",
        "granularity": "day",
        "approximate": False,
    }
    assert bridge["date"] == {
        "text": "c. 1200 BC",
        "first": "-1249-01-01",
        "last": "-1149-12-31",
        "granularity": "year",
        "approximate": True,
    }


def test_a_figure_has_its_value_as_an_interval() -> None:
    danube, rhine = facts_of("figure")
    assert (danube["subject"], danube["measure"]) == ("Danube", "Length")
    assert danube["value"] == {
        "text": "over 2,850 km",
        "low": "2850",
        "high": "2850",
        "unit": "km",
        "bound": "over",
        "approximate": False,
    }
    assert (rhine["value"]["low"], rhine["value"]["bound"]) == ("1230", "")


def test_other_facts_have_their_words() -> None:
    claim = facts_of("comparison")[0]
    assert (claim["subject"], claim["aspect"], claim["statement"]) == (
        "Danube",
        "Claim",
        "it is blue",
    )
    (asked,) = facts_of("faq")
    assert (asked["question"], asked["answer"]) == ("Is it cold?", "Yes, in winter.")
    (flood,) = facts_of("dated")
    assert (flood["subject"], flood["statement"]) == ("Flood of Vienna", "the highest of all")
    assert flood["date"]["first"] == "1501-01-01"


def test_a_question_has_the_columns_of_the_native_layout() -> None:
    body = SingleChoice(("Danube", "Rhine"), 1)
    (question,) = told(
        derivation(proposal("longest", form="figure.largest", body=body, excludes=("a", "b")))
    )["questions"]
    assert (question["id"], question["type"], question["correct"]) == (
        "longest",
        "single_choice",
        "2",
    )
    assert (question["option_1"], question["option_2"]) == ("Danube", "Rhine")
    assert "option_3" not in question
    assert (question["form"], question["excludes"]) == ("figure.largest", ["a", "b"])
    assert question["source_hash"] == "a" * 64


def test_a_column_that_is_empty_is_there_all_the_same() -> None:
    (question,) = told(derivation(proposal("a")))["questions"]
    assert {name: question[name] for name in (*BODY, "note", "topic")} == {
        **dict.fromkeys((*BODY, "note", "topic"), ""),
        "answer": "an answer",
    }
    assert question["excludes"] == []


@given(questions())
def test_a_question_can_be_read_back(question: Any) -> None:
    made = derivation(replace(proposal("a"), question=question))
    cells = told(made)["questions"][0]
    assert cells.pop("excludes") == [*question.excludes]
    excludes = question_cells(question).get("excludes", "")
    assert read_cells({**cells, "excludes": excludes}) == (question, ())


def test_questions_after_a_review_stand_in_for_those_proposed() -> None:
    made = derivation(proposal("a"), proposal("b"))
    found = as_json(made, [made.proposals[1].question])["questions"]
    assert isinstance(found, list)
    assert [question["id"] for question in found if isinstance(question, dict)] == ["b"]
    assert as_json(made, [])["questions"] == []


def test_what_was_refused_is_told_with_its_gate() -> None:
    refusal = Refusal("leak-year", "timeline.date", "It tells the year.", "Fair of 1900", 7)
    assert told(derivation(refusals=(refusal,)))["refused"] == [
        {
            "gate": "leak-year",
            "form": "timeline.date",
            "reason": "It tells the year.",
            "quote": "Fair of 1900",
            "line": 7,
        }
    ]


def test_coverage_is_the_share_of_facts_that_are_asked_about() -> None:
    facts = derivation(article=ARTICLE).facts
    made = derivation(proposal("a", facts=facts[:2]), article=ARTICLE)
    assert told(made)["coverage"] == 2 / len(facts)
    assert told(derivation())["coverage"] == 0


@given(st.dates())
def test_a_day_is_written_as_everybody_does(day: date) -> None:
    assert iso_day(day.toordinal()) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("1 BC", "0000-01-01"),
        ("15 March 44 BC", "-0043-03-15"),
        ("AD 79", "0079-01-01"),
        ("9999 BC", "-9998-01-01"),
    ],
)
def test_a_day_before_christ_has_a_sign(text: str, first: str) -> None:
    found = read_date(text)
    assert found is not None
    assert iso_day(found.first) == first


def test_a_day_after_the_last_of_four_digits_has_a_sign() -> None:
    assert iso_day(date.max.toordinal() + 1) == "+10000-01-01"


@given(st.integers(-4_000_000, 4_000_000))
def test_days_follow_each_other(day: int) -> None:
    year, month, number = iso_day(day).lstrip("-+").split("-")
    assert (len(year) >= 4, len(month), len(number)) == (True, 2, 2)
    assert iso_day(day) != iso_day(day + 1)
