"""What each gate stops, and what comes near and passes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from quizapp.engine.derivation.forms.base import Draft
from quizapp.engine.derivation.gates import (
    GATES,
    LONGEST_OPTION,
    LONGEST_STEM,
    Stop,
    find_stop,
)
from quizapp.engine.derivation.wording import GAP
from quizapp.engine.kinds import (
    Card,
    Matching,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

PLAIN = Draft("faq.choice", "name", "What was it?", Card("It was so."), (), ())


def choice(*options: str, given: str = "") -> Draft:
    """A choice of which the first option is the key."""
    return replace(PLAIN, body=SingleChoice(options, 0), given=(given,))


def matching(*pairs: tuple[str, str]) -> Draft:
    return replace(PLAIN, form="faq.matching", body=Matching(pairs))


def typed(*accepted: str, given: str) -> Draft:
    return replace(PLAIN, form="faq.short", body=ShortAnswer(accepted), given=(given,))


def dated(*asks: tuple[str, str], form: str = "timeline.date") -> Draft:
    return replace(PLAIN, form=form, asks=asks)


def names(*texts: str, form: str = "timeline.order") -> Draft:
    return dated(*((text, "1943") for text in texts), form=form)


def told(text: str, form: str = "prose.cloze-date") -> Draft:
    return replace(PLAIN, form=form, given=(text,))


def judged(text: str) -> Draft:
    return replace(PLAIN, form="faq.truth", body=TrueFalse(correct=True), given=(text,))


def stopped_by(draft: Draft) -> list[str]:
    """All gates that would stop a draft."""
    return [gate for gate, check in GATES.items() if list(check(draft))]


LONG = "a" * LONGEST_OPTION
ORDER_WORDS = (
    "first second third fourth fifth sixth seventh 1st 2nd 3rd 4th 9th I II III IV V VI VIII one"
    " two three begin begins began start starts started open opens opened end ends ended close"
    " closes closed early late later final last again rebuilt 2 2.1"
)
NO_OPTIONS = (
    "all of the above|none of these|neither of them|both|any|either|some|most|other|others|various"
    "|several of these|unknown|disputed|mixed|n/a|na|varies|same|same as before|see below|ditto"
    "|all, but later|some: few|most men"
)
GOING_ON = (
    "it its itself he him his she her hers they them their theirs this that these those such former"
    " latter same then here there above below following next previous earlier later also too"
    " however thus therefore hence meanwhile instead moreover afterwards again another other so but"
    " and or yet nor both each neither either one ones who which because since although while when"
    " where after before until once as whose whom what"
)
LEADS = "In On At By From For With During Under Between Through To Of"
PRONOUNS = "it its he him his she her they them their"
POINTERS = (
    "this|these|those|such|that year|that month|that day|that week|that time|that period"
    "|that decade|that century|in that|of that|for that|by that|on that|at that|to that|from that"
    "|with that|then|earlier|later|afterwards|previously|meanwhile|the two|the three|the four"
    "|the five|the other|the same|the former|the latter|the following|the above|the previous"
    "|the next|in figure 1|table 2|chapter 3|section 4|appendix 5|see|below|above|here"
)
TIMES = (
    "today|now|nowadays|current|currently|recent|recently|long ago|so far|to date|still|this year"
    "|present"
)
DENIALS = "not never no none nobody nothing nor neither without"
HEDGES = (
    "may|might|could|perhaps|possibly|probably|presumably|apparently|allegedly|reportedly|supposedly"
    "|likely|seem|seems|appear|appears|suggest|suggests|suggested|claim|claims|claimed|believed"
    "|thought|said|rumored|rumoured|legend|tradition|argue|argues|argued|disputed|controversial"
    "|uncertain|unclear|unknown|arguably|some say|some historians|some people|if|would|should"
    "|hopefully|fortunately|unfortunately|sadly|amazing|amazingly|surprisingly|expected|planned"
    "|scheduled|predicted|estimated|estimate|estimates|according"
)
SPEAKERS = "yes|I|I’m|I'd|me|my|we|us|our|ours|you|your|yours|let's"

STOPPED = {
    "kind": [
        replace(PLAIN, stem="a" * (LONGEST_STEM + 1)),
        choice(f"{LONG}b", f"{LONG}c", f"{LONG}d"),
        replace(PLAIN, body=Ordering(("one", f"{LONG}b"))),
        matching(("one", f"{LONG}b"), ("two", "three")),
        matching((f"{LONG}b", "one"), ("two", "three")),
        choice("Kursk", "Kursk", "Berlin"),
        replace(PLAIN, body=ShortAnswer(("…",))),
        replace(PLAIN, body=Card(" ")),
    ],
    "leak-year": [
        dated(("Fire of 1940", "May 1940")),
        dated(("Fire of 1940", "1941"), ("The 476 revolt", "the year 476")),
    ],
    "leak-word": [
        choice("a wooden bridge", "a new mill", "an old wall", given="the bridge over the Don"),
        choice("wooden bridges", "new mills", "old walls", given="the bridge over the Don"),
        choice("the NKVD did", "the mob did", "a man did", given="Nobody Knew, Violence Deepened"),
        choice("World Health Order", "His old wall", "Her new mill", given="WHO has it?"),
        choice("the US was", "the sea was", "the mill was", given="United States"),
        choice("the ABCDEF", "the abcd", "the efgh", given="Ann Bob Cy Dan Ed Flo"),
        typed("the bridge", given="What is a bridge for?"),
        typed("Yes it is a bridge", given="Yes it is a bridge, is it?"),
        matching(("Kursk", "the battle of Kursk"), ("Berlin", "the fall of a city")),
        matching(("NATO", "North Atlantic Treaty Organisation"), ("Pact", "of Warsaw")),
        matching(("North Atlantic Treaty Organisation", "the NATO"), ("Pact", "of Warsaw")),
    ],
    "leak-length": [
        choice("a wooden bridge over a deep river", "a new mill", "the old wall"),
        choice("seventeen days afterwards", "a month of rain", "never"),
    ],
    "leak-article": [
        replace(PLAIN, stem=f"It was a {GAP} of stone."),
        replace(PLAIN, stem=f"An {GAP} it was."),
        replace(PLAIN, stem="It was an "),
    ],
    "leak-sequence": [
        names("First Battle of Kursk", "Second Battle of Kursk"),
        names(
            "Siege of Leningrad begins",
            "Fall of Berlin",
            "Siege of Leningrad",
            form="timeline.first",
        ),
        names("World War I", "World War II", form="timeline.between"),
        names("Version 2.1 of the engine", "Engine rebuilt"),
        names("Moon landing", "Last landing on the Moon"),
        *(names("Moon landing", f"The landing {word} Moon") for word in ORDER_WORDS.split()),
    ],
    "agreement": [
        choice("Kursk", "a mill", "a wall"),
        choice("a mill", "Kursk", "Berlin"),
        choice("the bridge.", "a mill", "a wall"),
        choice('"the bridge"', "a mill", "a wall"),
        choice("a bridge", "“a mill”", "'a wall'"),
        choice("12 mills", "a mill", "a wall"),
        choice("a mill. So", "a mill", "a wall"),
        choice("a mill (old)", "a mill", "a wall"),
    ],
    "all-none": [
        *(choice(option, "old mills", "new walls") for option in NO_OPTIONS.split("|")),
        choice("Old mills", "None of the above", "New walls"),
        choice('"old mills"', "“both”", "new walls"),
        choice("old mills.", "neither.", "new walls"),
        replace(PLAIN, body=Ordering(("one mill", "unknown"))),
        matching(("one mill", "some wall"), ("two mills", "varies")),
        matching(("various", "some wall"), ("two mills", "its wall")),
    ],
    "double-negative": [
        *(judged(f"It was {word} so in Kursk.") for word in DENIALS.split()),
        *(judged(text) for text in ("They cannot go.", "They didn't go.", "It isn’t so.")),
    ],
    "context": [
        *(told(f"{word.title()} Kursk fell to the Red Army.") for word in GOING_ON.split()),
        *(told(f"{lead} Kursk City men came with their army.") for lead in LEADS.split()),
        *(told(f"The town of Kursk fell with {word} army.") for word in PRONOUNS.split()),
        *(told(f"The Red Army left, {words} at Kursk.") for words in POINTERS.split("|")),
        *(told(f"The Red Army left, {words} at Kursk.") for words in TIMES.split("|")),
        told("“But Kursk fell to the Red Army.”"),
        told("Joseph Stalin, he of Kursk, had left."),
        told("Then the Red Army took Kursk.", form="prose.truth"),
    ],
    "opinion": [
        *(told(f"The Red Army {words} Kursk.") for words in HEDGES.split("|")),
        *(told(f"The Red Army took what {words} left.") for words in SPEAKERS.split("|")),
        told("The Red Army left, and so did I, of Kursk.", form="prose.truth"),
    ],
}

PASSING = {
    "kind": [
        replace(PLAIN, stem="a" * LONGEST_STEM),
        choice(LONG, f"{LONG[1:]}b", f"{LONG[1:]}c"),
        replace(PLAIN, body=Numerical(Decimal(1), Decimal(2))),
    ],
    "leak-year": [
        dated(("Fire of 1940", "1941")),
        dated(("Fire of 1940", "1941"), ("Flood", "1940")),
        dated(("Division 12", "12 May 1940")),
        dated(("Model 19400", "1940")),
        dated(("What burned in 1940?", "In 1940 the mill burned."), form="faq.card"),
    ],
    "leak-word": [
        choice("a wooden bridge", "a stone bridge", "an old wall", given="the bridge over the Don"),
        choice("a new mill", "a wooden bridge", "an old wall", given="the bridge over the Don"),
        choice("which was after", "a new mill", "an old wall", given="which was after it"),
        choice("NKVD men", "PLA men", "OGPU men", given="Nobody Knew Violence"),
        choice("World Health", "Old Order", "New Order", given="WHO has it?"),
        typed("the bridge", given="What is a mill for?"),
        typed("the bridge of stone", given="What is a bridge for?"),
        typed("the", given="What is the mill for?"),
        matching(("Kursk", "the battle"), ("Berlin", "the fall of Kursk")),
        matching(("The battle", "a battle of tanks"), ("The fall", "a battle of men")),
    ],
    "leak-length": [
        choice("a wooden bridge", "a mill", "a wall of stone and mud"),
        choice("in the sea", "a town", "a moon"),
        choice("a wooden bridge with a flat wet roof", "a bridge of old dry wood", "a wall"),
        typed("a" * 100, given=""),
    ],
    "leak-article": [
        replace(PLAIN, stem=f"It was the {GAP} of stone."),
        replace(PLAIN, stem=f"It was a man, {GAP}."),
        replace(PLAIN, stem=f"It was in Asia {GAP}."),
        replace(PLAIN, stem=f"{GAP} was a mill."),
    ],
    "leak-sequence": [
        names("First Battle of Kursk", "Fall of Berlin"),
        names("Siege of Leningrad", "Leningrad burns"),
        names("First Battle of Kursk", "Second Battle of Kursk", form="timeline.date"),
        names("Battle of Kursk", "Battle of Berlin"),
        names("Second Battle of Kursk", "Second Fall of Berlin"),
    ],
    "agreement": [
        choice("Kursk", "Berlin", "a wall"),
        choice("Kursk", "“Berlin”", "a wall"),
        choice("a mill", "a wall", "Berlin"),
        choice("a mill.", "a wall.", "the sea"),
        choice("“a mill”", "'a wall'", "the sea"),
        choice("12 mills", "30 walls", "the sea"),
        choice("A (1)", "B (2)", "C"),
        choice("A. B1", "B. C2", "C"),
        choice("Kursk", "a wall"),
    ],
    "all-none": [
        choice("allies", "somebody", "the unknown soldier"),
        choice("seen there", "nonesuch", "the same"),
        replace(PLAIN, body=ShortAnswer(("none",)), given=("",)),
    ],
    "double-negative": [
        judged("It was so, as all know, at the knot."),
        judged("It is a notable normal nonesuch."),
        replace(PLAIN, body=ShortAnswer(("so",)), given=("It was not there.",)),
    ],
    "context": [
        told("The Red Army took Kursk in May."),
        told("The Battle of Kursk ended with its defeat."),
        told("Joseph Stalin met his generals."),
        told("Siege of the Don men lost their mill."),
        told("Kursk also fell to the Red Army."),
        told("The army knew that Kursk fell."),
        told("The figure of 1943 is in section A of the file."),
        told("The Red Army distilled wine at Heretown."),
        told("It was so then.", form="faq.short"),
    ],
    "opinion": [
        told("The Red Army took Kursk in May."),
        told("The Red Army left Maya, Wilma and Youngstown to Ussuri."),
        told("The US and the RAF met the planner in the cloud."),
        told("The mine at Kursk was lost in World War I, by Charles I of England."),
        told("Charles II and Charles I: Charles I's sons, of War I; (George I)."),
        told("George I; the RAF, i as one, I. Kant, I of I: George I"),
        told("I think it may be so.", form="faq.short"),
    ],
}


def cases(drafts: dict[str, list[Draft]]) -> list[tuple[str, Draft]]:
    return [(gate, draft) for gate, those in drafts.items() for draft in those]


@pytest.mark.parametrize(("gate", "draft"), cases(STOPPED))
def test_a_gate_stops_what_it_is_for(gate: str, draft: Draft) -> None:
    assert stopped_by(draft) == [gate]
    stop = find_stop(draft)
    assert stop == Stop(gate, next(GATES[gate](draft)))
    assert stop.reason.endswith(".")


@pytest.mark.parametrize(("gate", "draft"), cases(PASSING))
def test_what_comes_near_passes(gate: str, draft: Draft) -> None:
    assert stopped_by(draft) == []
    assert find_stop(draft) is None


def test_every_gate_is_shown() -> None:
    assert GATES.keys() == STOPPED.keys() == PASSING.keys()


def test_the_gates_are_asked_in_their_order() -> None:
    several = choice("none", "Kursk 2", "Kursk 2", given="none")
    assert stopped_by(several) == ["kind", "leak-word", "agreement", "all-none"]
    assert find_stop(several) == Stop("kind", "This is the same text as option 2.")
    assert find_stop(choice("none", "Kursk 2", "Oberdorf 3")) == Stop(
        "agreement", "The right answer alone lacks a capital at its beginning."
    )


def test_a_reason_says_what_was_found() -> None:
    assert {gate: next(GATES[gate](drafts[0])) for gate, drafts in STOPPED.items()} == {
        "kind": "The question would be too long.",
        "leak-year": "“Fire of 1940” names 1940, which gives the answer away.",
        "leak-word": "“bridge” stands in the question and in the right answer alone.",
        "leak-length": "The right answer is much longer than the others.",
        "leak-article": "“a” or “an” before the gap tells how the answer begins.",
        "leak-sequence": (
            "“First Battle of Kursk” and “Second Battle of Kursk” tell their order by their names."
        ),
        "agreement": "The right answer alone has a capital at its beginning.",
        "all-none": "“all of the above” is no answer of its own.",
        "double-negative": "To judge a statement with “not” is to think round two corners.",
        "context": "“it” goes on from the sentence before.",
        "opinion": "This is not stated as certain: “may”.",
    }
