"""The questions of an article as a bank: spread, ordered, bounded, and the same on every run."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from quizapp.engine.derivation.blocks import MAX_BYTES, ArticleTooLargeError, NotAnArticleError
from quizapp.engine.derivation.derive import derive
from quizapp.engine.derivation.facts import ComparisonFact, DatedFact, FigureFact
from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.derivation.forms.base import MOST_OF_A_FORM
from quizapp.engine.derivation.proposals import Derivation, Place
from quizapp.engine.formats.native_csv import write_native_csv
from quizapp.engine.kinds import SingleChoice
from tests.engine.derivation.articles import OWN, ROOT, SEED, shared
from tests.engine.derivation.deriving import (
    asked,
    check_laws,
    correct_of,
    derived,
    made,
    options_of,
    refused,
)

SYLLABLES = ["Ober", "Nieder", "Tal", "Berg", "Moos", "Bach", "Stein", "Wald", "Feld", "Grund"]


def towns(count: int) -> list[str]:
    """A table of dates and numbers, each of which is told apart from all others."""
    lines = ["# Wars", "", "| Event | Date | Dead |", "|---|---|---|"]
    for number in range(count):
        parts = (SYLLABLES[number // power % 10] for power in (1, 10, 100))
        name = "".join(parts).capitalize()
        lines.append(f"| Fall of {name} | {1000 + number} | {3 * number + 1000:,} |")
    return lines


def positions(found: Derivation) -> dict[int, list[int]]:
    """How many keys of choices stand at each place, by the number of options."""
    bodies = (proposal.question.body for proposal in found.proposals)
    choices = [body for body in bodies if isinstance(body, SingleChoice)]
    counts = Counter((len(body.options), body.correct) for body in choices)
    return {size: [counts[size, place] for place in range(size)] for size, _ in counts}


# Where the key stands


def test_the_places_of_keys_are_spread_evenly() -> None:
    for counts in positions(derived(*towns(60))).values():
        assert max(counts) - min(counts) <= 1 and sum(counts) > 20


def test_the_places_of_keys_are_spread_over_our_own_article() -> None:
    for counts in positions(derive(OWN)).values():
        assert max(counts) - min(counts) <= max(2, 0.15 * sum(counts))


def test_options_stand_in_no_telling_order() -> None:
    ranks = Counter(
        tuple(sorted(options_of(question)).index(text) for text in options_of(question))
        for question in asked("timeline.date", *towns(60))
    )
    assert len(ranks) > 15 and max(ranks.values()) < 10


def test_options_and_where_they_are_from_are_moved_together() -> None:
    for form in ("timeline.first", "timeline.event", "figure.largest", "figure.compare"):
        for proposal in made(form, *towns(30)):
            pairs = zip(options_of(proposal.question), proposal.option_places, strict=True)
            assert all(place is not None and text in place.quote for text, place in pairs)


def test_the_values_of_options_are_moved_with_them() -> None:
    for form in ("timeline.first", "figure.largest", "figure.smallest", "figure.compare"):
        for proposal in made(form, *towns(30)):
            rows = [place.row for place in proposal.places]
            assert rows == [place.row for place in proposal.option_places if place]
            assert len(rows) == len(options_of(proposal.question))
    first = made("timeline.event", *towns(30))[0]
    asked_of, key = first.places
    assert asked_of.column == 1
    assert first.option_places[correct_of(first.question)] == key


def test_the_check_has_nothing_to_stop_in_a_plain_table() -> None:
    for refusal in (*derived(*towns(30)).refusals, *derive(OWN).refusals):
        assert refusal.gate != "checker", refusal


def test_a_date_of_a_table_may_stand_beside_that_of_a_sentence() -> None:
    table = ["| Event | Date |", "|---|---|", "| Flood | 1889 |", "| Fair | 1899 |"]
    lines = [*table, "| War | 1889 |", "", "The Long Bridge of Moos was opened in 1894."]
    (proposal,) = made("prose.cloze-date", *lines)
    pairs = zip(options_of(proposal.question), proposal.option_places, strict=True)
    places = {text: place for text, place in pairs if place}
    assert places["1889"] == Place(3, 0, 0, 1, "| Flood | 1889 |")
    assert places["1899"] == Place(4, 0, 1, 1, "| Fair | 1899 |")
    assert places["1894"].table is None


def test_feedback_is_moved_with_the_options() -> None:
    for proposal in made("figure.value", *towns(30)):
        body = proposal.question.body
        assert isinstance(body, SingleChoice)
        for number, (text, said) in enumerate(zip(body.options, body.feedback, strict=False)):
            place = proposal.option_places[number]
            assert (said == "") == (number == body.correct)
            if said and place:
                name = said.partition("“")[2].partition("”")[0]
                assert f"| {name} |" in place.quote and f"| {text} |" in place.quote


# Order, exclusions, refusals


def test_questions_stand_by_family_and_then_as_the_article_goes() -> None:
    places = [
        (FORMS[proposal.form].family, proposal.places[0].line) for proposal in derive(OWN).proposals
    ]
    families = list(dict.fromkeys(family for family, _ in places))
    assert families == ["timeline", "figures", "comparison", "faq", "prose"]
    assert places == sorted(places, key=lambda place: (families.index(place[0]), place[1]))


def test_questions_on_one_cell_stand_in_the_order_of_the_forms() -> None:
    forms = [p.form for p in derived(*towns(4)).proposals if "1,000" in p.question.source.quote]
    figures = [form for form in forms if form in {"figure.value", "figure.number"}]
    assert figures == ["figure.value", "figure.number"]


def test_questions_on_one_fact_are_not_asked_together() -> None:
    by_key = {p.question.key: p.question for p in derived(*towns(4)).proposals}
    (date, *_) = asked("timeline.date", *towns(4))
    (event,) = (key for key in date.excludes if key.startswith("timeline-event-"))
    assert date.key in by_key[event].excludes
    assert date.excludes == tuple(sorted(date.excludes))
    assert not any(key.startswith("timeline-card-") for key in date.excludes)


def test_what_a_gate_stops_is_refused() -> None:
    lines = ["| Event | Date |", "|---|---|", "| War of 1921 | 1921 |", "| Fair | 1880 |"]
    assert refused("timeline.card", *lines) == [("leak-year", lines[2])]
    assert len(asked("timeline.card", *lines)) == 1


def test_what_the_check_finds_wrong_is_refused() -> None:
    table = ["| Event | Date |", "|---|---|", "| Flood of Moos | 1934 |", "| Fair | 1880 |"]
    other = [line.replace("1934", "1951") for line in table]
    assert refused("timeline.card", "# Wars", "", *table, "", *other) == [
        ("checker", "| Flood of Moos | 1934 |"),
        ("checker", "| Flood of Moos | 1951 |"),
    ]
    assert refused("timeline.card", "# Wars", "", *table) == []


def test_what_a_bank_cannot_hold_is_refused() -> None:
    table = ["| Event | Date |", "|---|---|", "| Flood\x0bof Moos | 1934 |", "| Fair | 1880 |"]
    assert refused("timeline.card", *table) == [("kind", table[2])]
    assert len(asked("timeline.card", *table)) == 1


def test_a_question_on_very_long_rows_is_refused() -> None:
    rows = [f"| {name} | {ord(name)} | {'long ' * 700} |" for name in "ABCD"]
    lines = ["| Town | Dead | Words |", "|---|---|---|", *rows]
    assert {gate for gate, _ in refused("figure.rank", *lines)} == {"kind"}
    check_laws("\n".join(lines))


def test_a_refusal_names_the_place_it_is_on() -> None:
    (refusal, *_) = (r for r in derived(*towns(4)).refusals if r.form == "timeline.between")
    assert refusal.gate == "tolerance"
    assert (refusal.quote, refusal.line) == (towns(4)[5], 6)


# Bounds


def test_there_is_a_bound_to_the_questions_of_a_form() -> None:
    found = derived(*towns(1000))
    counts = Counter(proposal.form for proposal in found.proposals)
    assert counts["timeline.date"] == counts["figure.number"] == MOST_OF_A_FORM
    assert max(counts.values()) == MOST_OF_A_FORM
    rows = sorted(
        proposal.places[0].row or 0
        for proposal in found.proposals
        if proposal.form == "timeline.card"
    )
    assert rows == [number * 1000 // MOST_OF_A_FORM for number in range(MOST_OF_A_FORM)]


def test_progress_is_told_up_to_the_whole() -> None:
    told: list[tuple[int, int]] = []
    derive("\n".join(towns(3)), progress=lambda done, total: told.append((done, total)))
    assert told == [(number, len(FORMS)) for number in range(len(FORMS) + 1)]


def test_nothing_is_asked_of_an_article_without_facts() -> None:
    found = derive("Nothing is told here.")
    assert (found.facts, found.proposals, found.refusals, found.coverage) == ((), (), (), 0)


def test_the_kind_of_an_article_can_be_told() -> None:
    text = "\n".join(towns(3))
    assert derive(text, kind="html").facts == ()
    assert derive(text, kind="markdown") == derive(text) != derive(text, kind="html")


def test_what_is_no_article_is_said_to_be_none() -> None:
    with pytest.raises(NotAnArticleError):
        derive("a\0b")
    with pytest.raises(ArticleTooLargeError):
        derive("a" * (MAX_BYTES + 1))


# The same on every run


def told(found: Derivation) -> str:
    bank = write_native_csv(proposal.question for proposal in found.proposals)
    places = [(p.places, p.option_places, p.facts, p.made_up) for p in found.proposals]
    return repr((bank, places, found.facts, found.skipped, found.refusals))


def test_every_run_gives_the_same() -> None:
    """Sets of words have another order in each process; the seed of this one is drawn."""
    text = OWN[:12_000]
    code = (
        "import sys;"
        "from quizapp.engine.derivation.derive import derive;"
        "from quizapp.engine.formats.native_csv import write_native_csv;"
        "found = derive(sys.stdin.read());"
        "bank = write_native_csv(proposal.question for proposal in found.proposals);"
        "places = [(p.places, p.option_places, p.facts, p.made_up) for p in found.proposals];"
        "print((bank, places, found.facts, found.skipped, found.refusals), end='')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONIOENCODING": "utf-8"},
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    assert run.stdout.decode() == told(derive(text))


# Whole articles


def test_the_article_as_it_was_given_becomes_a_bank() -> None:
    found = check_laws(shared(SEED))
    types = Counter(fact.type for fact in found.facts)
    assert (types["timeline"], types["faq"]) == (4, 5)
    figures = [fact for fact in found.facts if isinstance(fact, FigureFact)]
    assert sum(fact.table is not None for fact in figures) == 12
    disputes = {fact.subject for fact in found.facts if isinstance(fact, ComparisonFact)}
    assert disputes == {"Katyn Massacre", "Warsaw Uprising", "Baltic States"}
    dated = [fact.subject for fact in found.facts if isinstance(fact, DatedFact) and fact.subject]
    assert dated == ["Battle of Stalingrad", "Battle of Kursk", "Siege of Leningrad"]
    assert len(found.proposals) >= 80
    assert len({proposal.form for proposal in found.proposals}) >= 10


def test_a_month_is_not_set_beside_a_day_in_it() -> None:
    found = derive(shared(SEED))
    for proposal in found.proposals:
        if proposal.form in {"timeline.order", "timeline.first", "timeline.between"}:
            assert "First Moscow Conference" not in proposal.question.source.quote
    stopped = [(refusal.gate, refusal.form) for refusal in found.refusals if refusal.line == 16]
    assert stopped == [("one-answer", "timeline.event"), ("one-answer", "timeline.order")]


def test_our_own_article_becomes_a_bank() -> None:
    found = check_laws(OWN)
    assert len(found.proposals) >= 80
    assert len({proposal.form for proposal in found.proposals}) >= 20
    assert found.coverage > 0.5
