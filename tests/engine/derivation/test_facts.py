"""Which facts real articles tell, and how a fact is known again."""

from itertools import product

import pytest

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.facts import (
    FigureFact,
    TimelineFact,
    find_facts,
    read_facts,
)
from tests.engine.derivation.articles import OWN, PAGE, SAMPLES, SEED, shared
from tests.engine.derivation.telling import (
    comparisons,
    counts,
    dated,
    facts,
    figures,
    table,
    timeline,
)


def test_the_id_of_a_fact_stays_when_others_come_before_it() -> None:
    rows = ["A|1 May 1990|10", "B|2 May 1990|20"]
    before = facts("# T", "## S", *table("Event|Date|Dead", *rows), "", "- X (1990): y")
    more = table("Event|Date|Dead", "C|3 May 1990|30", *rows)
    after = facts(
        "# T", "Intro.", "## R", *table("P|Q", "a|b", "c|d"), "## S", *more, "", "- X (1990): y"
    )
    assert {fact.id for fact in before} < {fact.id for fact in after}
    assert len({fact.id for fact in after}) == len(after)


def test_a_fact_that_is_told_twice_is_one() -> None:
    assert len(facts("- X (1990): y", "- X (1990): y")) == 1
    assert len(facts(*table("Event|Date", "A|1990", "A|1990"))) == 1


def test_all_facts_of_our_own_article_are_found() -> None:
    found = read_facts(read_article(OWN))
    assert found.skipped == ()
    assert counts(found.facts) | {"dated": 0} == {
        "timeline": 29,
        "figure": 12 + 6 + 3,
        "comparison": 12 + 6 + 3,
        "faq": 14,
        "dated": 0,
    }
    battles = [fact for fact in dated(found.facts) if fact[0]]
    assert battles[1][:2] == ("Battle of Moscow", "1941–42") and len(battles) == 7
    noted = [fact for fact in found.facts if isinstance(fact, TimelineFact) and fact.notes]
    assert len(noted) == 8
    assert sum(1 for fact in dated(found.facts) if not fact[0]) > 30


def test_all_facts_of_the_seed_article_are_found() -> None:
    found = find_facts(read_article(shared(SEED)))
    assert counts(found) == {"timeline": 4, "figure": 16, "comparison": 6, "faq": 5, "dated": 9}
    assert [event[:2] for event in timeline(found)] == [
        ("Molotov-Ribbentrop Pact", "August 1939"),
        ("Germany invades USSR", "June 22, 1941"),
        ("First Moscow Conference", "September 1941"),
        ("USSR joins Atlantic Charter", "September 24, 1941"),
    ]
    countries = ["Soviet Union", "United Kingdom", "United States", "Germany"]
    measures = ["Military Deaths", "Civilian Deaths", "% of Population"]
    assert [figure[:2] for figure in figures(found)[:12]] == list(product(countries, measures))
    assert [figure[0] for figure in figures(found)[12:]] == [
        "jeeps & trucks",
        "aircraft",
        "locomotives",
        "tons of food",
    ]
    assert [fact[:2] for fact in comparisons(found)] == list(
        product(
            ["Katyn Massacre", "Warsaw Uprising", "Baltic States"], ["Soviet Position", "Reality"]
        )
    )
    assert [fact[:2] for fact in dated(found) if fact[0]] == [
        ("Battle of Stalingrad", "1942-43"),
        ("Battle of Kursk", "1943"),
        ("Siege of Leningrad", "1941-44"),
    ]
    germany = next(fact for fact in found if isinstance(fact, FigureFact) and fact.notes)
    assert (germany.subject, germany.measure) == ("Germany", "Civilian Deaths")
    assert germany.notes[0].startswith("Includes Holocaust victims")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("electron_faq.md", {"faq": 6}),
        ("jitsi_faq.md", {"faq": 5}),
        ("fivethirtyeight_cabinet_loose.md", {"comparison": 8, "dated": 4}),
        ("fivethirtyeight_primary_loose.md", {"comparison": 36, "dated": 4}),
        ("openstax_ushistory_qa.md", {"dated": 23, "comparison": 3, "faq": 1}),
    ],
)
def test_the_facts_of_articles_of_other_people_are_found(
    name: str, expected: dict[str, int]
) -> None:
    assert counts(find_facts(read_article(shared(SAMPLES / name)))) == expected


def test_a_page_tells_the_same_facts() -> None:
    found = find_facts(read_article(PAGE))
    assert timeline(found) == [("Io", "1610", ""), ("Titan", "1655", ""), ("Rhea", "1655", "")]
    assert dated(found) == [
        ("", "7 January 1610", "The largest moon was found."),
        ("Io", "1610", "the first"),
        ("Europa", "1610", "the next"),
    ]
