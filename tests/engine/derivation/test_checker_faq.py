"""Questions that the article answers itself, right ones and every way in which one can be wrong."""

import pytest

from quizapp.engine.derivation.proposals import Place, Proposal
from tests.engine.derivation.proposing import Sheet

SHEET = Sheet("""\
# Mount Example

## Questions

### Who climbed it first?

Anna Huber. She was a guide in Ober.

### Who climbed it last?

Bela Kiss.

### Who drew it?

Carl Maier.

### When was it climbed?

In 1823.

### When was the hut built?

August 1869.

### When did the hut burn?

24 August 1869.

### When did it close?

The hut closed in May 1901.

### How many people climbed it?

4.3 million. Some say that 3 million people climbed it on foot.

### How many died?

4.28 million.

### How many were born?

4.3 million.

### Which engine was it?

It had a Mark 5 with steam.

### How many villages are there?

12.

### Where is it?

Ober.

### Is it high?

Yes. It is 3,100 metres high.

### Is it far?

No. It is two hours from Ober.

### Was it ever closed?

Absolutely not. It stayed open all winter.

### Is it steep?

Yes and no.

### Who owns it?

Nobody owns it. Ober says so.

### What is it like?

The north side is cold. The path is steep.

### What is it like in winter?

The south side is cold. The path is closed.
""")
FIRST, LAST, DREW = (f"Who {done}?" for done in ("climbed it first", "climbed it last", "drew it"))
CLIMBED, BUILT, BURNED = "When was it climbed?", "When was the hut built?", "When did the hut burn?"
MANY, DIED, LIKE = "How many people climbed it?", "How many died?", "What is it like?"
BORN, WHERE, CLOSED = "How many were born?", "Where is it?", "When did it close?"


def card(question: str, back: str, stem: str = "") -> Proposal:
    return SHEET.card("faq.card", stem or question, [SHEET.asked(question)], back)


def short(question: str, *accepted: str, gap: str = "", stem: str = "") -> Proposal:
    stem = stem or f"{question} {gap}"
    return SHEET.typed("faq.short", stem, [SHEET.asked(question)], *accepted)


def truth(question: str, correct: bool, stem: str = "The answer to “{}” is yes.") -> Proposal:
    return SHEET.truth("faq.truth", stem.format(question), SHEET.asked(question), correct)


def begins(*pairs: tuple[str, str], places: tuple[str, ...] = ()) -> Proposal:
    questions = places or tuple(question for question, _ in pairs)
    sides = [(question, answer, SHEET.asked(question)) for question, answer in pairs]
    return SHEET.pairs("faq.matching", "Match.", [*map(SHEET.asked, questions)], *sides)


def choice(question: str, *options: tuple[str, str], stem: str = "", correct: int = 0) -> Proposal:
    taken = [(text, SHEET.asked(origin)) for text, origin in options]
    places: list[Place] = [SHEET.asked(question)]
    return SHEET.choice("faq.choice", stem or question, places, *taken, correct=correct)


RIGHT = {
    "card": card(LAST, "Bela Kiss."),
    "card in Markdown": card(
        MANY, "4.3 million.\nSome say that 3 million people climbed it on foot\\."
    ),
    "short: a gap at the end": short(FIRST, "Ober", gap="“She was a guide in _____.”"),
    "short: a gap at the beginning": short(FIRST, "She", gap="“_____ was a guide in Ober.”"),
    "short: a number in several ways": short(
        MANY,
        "3 million",
        "3000000",
        "3,000,000",
        gap="Some say that _____ people climbed it on foot.",
    ),
    "short: a date in several ways": short(
        CLOSED, "May 1901", "May of 1901", gap="The hut closed in _____."
    ),
    "short: a name in several ways": short(LAST, "Bela Kiss", "Kiss", "the Kiss"),
    "short: a name with a number": short(
        "Which engine was it?", "Mark 5", "the Mark 5", gap="It had a _____ with steam."
    ),
    "short: all of the answer": short(DREW, "Carl Maier"),
    "short: yes": short("Is it high?", "Yes"),
    "short: no": short("Was it ever closed?", "no"),
    "truth: yes": truth("Is it high?", True),
    "truth: no": truth("Is it far?", False),
    "truth: never": truth("Was it ever closed?", False),
    "truth: no is claimed": truth("Is it far?", True, "The answer to “{}” is no."),
    "truth: nothing but the question": truth("Is it far?", False, "{}"),
    "matching of questions": begins(
        (FIRST, "Anna Huber."), (CLIMBED, "In 1823."), (LIKE, "The path is steep.")
    ),
    "choice": choice(LAST, ("Bela Kiss", LAST), ("Carl Maier", DREW)),
    "choice of a name beside a number": choice(LAST, ("Bela Kiss", LAST), ("4.28 million", DIED)),
    "choice of a number beside a name": choice(DIED, ("4.28 million", DIED), ("Bela Kiss", LAST)),
    "choice of numbers": choice(
        DIED, ("4.28 million", DIED), ("12", "How many villages are there?")
    ),
    "choice of dates": choice(BUILT, ("August 1869", BUILT), ("In 1823", CLIMBED)),
}
WRONG = {
    "card: another question is on the front": (card(LAST, "Bela Kiss.", DREW), "does not name"),
    "card: another answer is on the back": (card(LAST, "Carl Maier."), "is not the answer"),
    "card: a part of the answer is on the back": (card(FIRST, "Anna Huber."), "is not the answer"),
    "short: the key is not what is missing": (
        short(FIRST, "Nieder", gap="“She was a guide in _____.”"),
        'The key is "Nieder", and the article says "Ober".',
    ),
    "short: another accepted answer is not what is missing": (
        short(FIRST, "Ober", "Nieder", gap="“She was a guide in _____.”"),
        '"Nieder" is accepted, and the article does not say so.',
    ),
    "short: a date is accepted for a name": (
        short(FIRST, "Ober", "May 1901", gap="“She was a guide in _____.”"),
        '"May 1901" is accepted',
    ),
    "short: a number is accepted for a name": (
        short(FIRST, "Ober", "12", gap="“She was a guide in _____.”"),
        '"12" is accepted',
    ),
    "short: another number is accepted": (
        short(
            MANY, "3 million", "3.1 million", gap="Some say that _____ people climbed it on foot."
        ),
        '"3.1 million" is accepted',
    ),
    "short: the end of a number is accepted": (
        short(MANY, "3 million people", "people", gap="Some say that _____ climbed it on foot."),
        '"people" is accepted',
    ),
    "short: another date is accepted": (
        short(CLOSED, "May 1901", "1901", gap="The hut closed in _____."),
        '"1901" is accepted',
    ),
    "short: nothing is accepted": (short(DREW, "Carl Maier", "..."), '"..." is accepted'),
    "short: the sentence is no part of the answer": (
        short(FIRST, "Ober", gap="She lived in _____ then."),
        "The question is no sentence of the article with a gap.",
    ),
    "short: all of the sentence is missing": (
        short(DREW, "Carl Maier", gap="_____"),
        "The question is no sentence of the article with a gap.",
    ),
    "short: there are two gaps": (
        short(FIRST, "She", gap="_____ was a guide in _____."),
        "The question has 2 gaps.",
    ),
    "short: the gap may be filled from another sentence": (
        short(LIKE, "north", gap="The _____ side is cold."),
        '"south" stands in the same sentence elsewhere',
    ),
    "short: another question is asked": (short(FIRST, "Anna Huber", stem=LAST), "does not name"),
    "short: yes for no": (
        short("Is it far?", "Yes"),
        'The key is "Yes", and the article says "no".',
    ),
    "short: no is accepted for yes": (short("Is it high?", "Yes", "No"), '"No" is accepted'),
    "short: yes for yes and no": (short("Is it steep?", "Yes"), "neither yes nor no"),
    "short: no for nobody": (short("Who owns it?", "No"), "neither yes nor no"),
    "short: a part of the answer without a gap": (
        short(FIRST, "Anna Huber"),
        'The key is "Anna Huber", and the article says "Anna Huber. She was a guide in Ober."',
    ),
    "truth: true for no": (truth("Is it far?", True), "does not agree with the answer"),
    "truth: false for yes": (truth("Is it high?", False), "does not agree with the answer"),
    "truth: no is claimed of yes": (
        truth("Is it high?", True, "The answer to “{}” is no."),
        "does not agree with the answer",
    ),
    "truth: yes and no": (truth("Is it steep?", True), "neither yes nor no"),
    "truth: yes and no are claimed": (
        truth("Is it high?", True, "{} Yes or no?"),
        "not clear whether yes or no is claimed",
    ),
    "truth: another question is asked": (truth("Is it high?", True, "Is it far?"), "does not name"),
    "matching of questions: two are exchanged": (
        begins((FIRST, "Bela Kiss."), (LAST, "Anna Huber.")),
        '"Bela Kiss." is not in the answer to "Who climbed it first?"',
    ),
    "matching of questions: one answers another too": (
        begins((FIRST, "Ober"), ("Who owns it?", "Nobody owns it.")),
        '"Ober" answers "Who owns it?" too',
    ),
    "matching of questions: a question is changed": (
        SHEET.pairs(
            "faq.matching",
            "Match.",
            [SHEET.asked(FIRST), SHEET.asked(LAST)],
            ("Who climbed it early?", "Anna Huber.", SHEET.asked(FIRST)),
            (LAST, "Bela Kiss.", SHEET.asked(LAST)),
        ),
        '"Who climbed it early?" stands for "Who climbed it first?"',
    ),
    "matching of questions: places are of others": (
        begins((FIRST, "Anna Huber."), (LAST, "Bela Kiss."), places=(LAST, FIRST)),
        "gives another",
    ),
    "choice: the key is another": (
        choice(LAST, ("Bela Kiss", LAST), ("Carl Maier", DREW), correct=1),
        "gives another",
    ),
    "choice: an option is in the answer": (
        choice(FIRST, ("Anna Huber. She was a guide in Ober.", FIRST), ("Ober", WHERE)),
        '"Ober" answers "Who climbed it first?" too',
    ),
    "choice: numbers are the same when rounded": (
        choice(DIED, ("4.28 million", DIED), ("4.3 million", BORN)),
        '"4.3 million" answers "How many died?" too',
    ),
    "choice: another question is asked": (
        choice(LAST, ("Bela Kiss", LAST), ("Carl Maier", DREW), stem=DREW),
        "does not name",
    ),
    "choice: an option is not its answer": (
        choice(LAST, ("Bela Kiss", LAST), ("Carl", DREW)),
        '"Carl" is not the answer to "Who drew it?"',
    ),
    "choice: dates overlap": (
        choice(BUILT, ("August 1869", BUILT), ("24 August 1869", BURNED)),
        '"24 August 1869" answers "When was the hut built?" too',
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_question_passes(name: str) -> None:
    assert SHEET.error(RIGHT[name]) == ""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_question_is_found(name: str) -> None:
    proposal, reason = WRONG[name]
    assert reason in SHEET.error(proposal)
