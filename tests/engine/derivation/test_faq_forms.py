"""What is asked about the questions that an article answers itself, and what is refused."""

import pytest

from quizapp.engine.kinds import Card, Matching, ShortAnswer, SingleChoice, TrueFalse
from quizapp.engine.question import Question
from tests.engine.derivation.deriving import asked, body_of, derived, key_of, only, others_of

WINTER = ("Why was the bridge built?", "Storms came every winter and sank the ferry.")
LENGTH = ("How long was it?", "Engineers measured 400 metres from tower to tower.")
SILVER = ("Who paid for that?", "Merchants of Talheim gave their silver.")
TRAINS = ("What does it carry?", "Trains, cars and people on foot.")
DATES = (
    ("When was the mill built?", "May 1843."),
    ("When was the hall built?", "June 1862."),
    ("When was the port built?", "July 1899"),
)


def faq(*entries: tuple[str, str]) -> list[str]:
    answered = (line for question, answer in entries for line in ("", f"### {question}", answer))
    return ["# Sights of Examplia", "", "## Questions", *answered]


def refusals(form: str, *entries: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The questions of which a form makes none, with the gate and the reason."""
    return [
        (refusal.quote.partition("\n")[0], refusal.gate, refusal.reason)
        for refusal in derived(*faq(*entries)).refusals
        if refusal.form == form
    ]


def accepted(question: Question) -> tuple[str, ...]:
    return body_of(question, ShortAnswer).accepted


def test_a_card_has_the_question_and_the_answer() -> None:
    proposal = only("faq.card", *faq(("Is it *old*?", "Yes, since 1843 [sic].\n\nAnd it stands.")))
    question = proposal.question
    assert question.stem == "Is it old?"
    assert question.body == Card(r"Yes, since 1843 \[sic\]. And it stands.")
    assert question.explanation == ""
    assert (question.topic, question.tags, question.difficulty) == ("Questions", ("faq",), "medium")
    assert question.source.title == "Sights of Examplia"
    assert question.source.locator == "Questions, line 5"
    assert question.source.quote == "Is it *old*?\nYes, since 1843 [sic].\n\nAnd it stands."
    assert [place.line for place in proposal.places] == [5]
    assert len(proposal.facts) == 1 and proposal.option_places == ()


def test_a_card_shows_signs_of_markdown_as_they_are() -> None:
    (question,) = asked("faq.card", *faq(("Is it [so]?", "1843. It was 2 <3.")))
    assert question.stem == r"Is it \[so\]?"
    assert question.body == Card(r"1843\. It was 2 \<3.")


@pytest.mark.parametrize(("answer", "key"), [("Yes, every day.", "Yes"), ("No; never.", "No")])
def test_yes_or_no_is_a_short_answer(answer: str, key: str) -> None:
    question = only("faq.short", *faq(("Is the mill open?", answer))).question
    assert question.stem == "Is the mill open? Answer with yes or no."
    assert accepted(question) == (key,)
    assert question.explanation == answer
    assert question.difficulty == "hard"


@pytest.mark.parametrize(
    ("asking", "answer", "ways"),
    [
        ("When was it?", "June 22, 1941.", ("June 22, 1941", "22 June 1941", "1941-06-22")),
        ("When was it?", "1843", ("1843",)),
        ("How many came?", "10.7 million.", ("10.7 million", "10700000", "10,700,000")),
        ("How many came?", "3-5 million.", ("3-5 million", "3 to 5 million")),
        ("Who built it?", "The Council of Moos.", ("The Council of Moos", "Council of Moos")),
        ("Who built it?", "the Council", ("the Council", "Council")),
        ("Who built it?", "Anna Moos", ("Anna Moos",)),
    ],
)
def test_a_short_answer_is_asked_whole(asking: str, answer: str, ways: tuple[str, ...]) -> None:
    question = only("faq.short", *faq((asking, answer))).question
    assert question.stem == asking
    assert accepted(question) == ways
    assert question.explanation == answer


@pytest.mark.parametrize(
    ("answer", "gap", "ways"),
    [
        (
            "Because of Anna. On 3 May 1843 some 400 men of Moos built it.",
            "“On _____ some 400 men of Moos built it.”",
            ("3 May 1843", "May 3, 1843", "1843-05-03"),
        ),
        (
            "It was cheap. Some 1,400 men of Moos built it.",
            "“Some _____ men of Moos built it.”",
            ("1,400", "1400"),
        ),
        (
            "It was cheap. It was built by Anna Moos and her men.",
            "“It was built by _____ and her men.” (2 words: A…, M…)",
            ("Anna Moos",),
        ),
        ("It was cheap.", "“_____ was cheap.”", ()),
        (
            "It was cheap. Many wagons crossed daily.",
            "“Many wagons _____ daily.” (It begins with “c” and has 7 letters.)",
            ("crossed",),
        ),
        ("Over 300.", "“Over _____.”", ("300",)),
        (
            f"{'It is so. ' * 6}The men had silver.",
            "“The men had _____.” (It begins with “s” and has 6 letters.)",
            ("silver",),
        ),
    ],
)
def test_a_long_answer_has_a_gap_for_what_says_most(
    answer: str, gap: str, ways: tuple[str, ...]
) -> None:
    entry = ("Why was it made?", answer)
    if not ways:
        reason = "Nothing in the answer can be left out."
        assert refusals("faq.short", entry) == [("Why was it made?", "one-answer", reason)]
        return
    question = only("faq.short", *faq(entry)).question
    assert question.stem == f"Why was it made? Complete the answer: {gap}"
    assert accepted(question) == ways
    assert question.explanation == answer


def test_what_the_question_or_the_sentence_says_besides_is_not_left_out() -> None:
    entry = ("What crossed in 1843?", "In 1843 wagons, 2 wagons of silver, 2, crossed it.")
    (question,) = asked("faq.short", *faq(entry))
    assert accepted(question) == ("silver",)


def test_the_gap_shows_the_other_words_as_they_are() -> None:
    entry = ("Why [so]?", "It says [mill] to 400 men.")
    (question,) = asked("faq.short", *faq(entry))
    assert question.stem == r"Why \[so\]? Complete the answer: “It says \[mill\] to _____ men.”"


def test_an_answer_that_the_question_says_is_refused() -> None:
    reason = "The question says “Anna Moos” itself."
    entry = ("Who is Anna Moos?", "Anna Moos.")
    assert refusals("faq.short", entry) == [(entry[0], "leak-word", reason)]


def test_an_answer_without_sentences_has_nothing_to_leave_out() -> None:
    (stopped,) = refusals("faq.short", ("Is it so?", "`! |<b><b>`"))
    assert stopped == ("Is it so?", "one-answer", "Nothing in the answer can be left out.")
    (stopped,) = refusals("faq.matching", ("Is it so?", "`! |<b><b>`"))
    assert stopped[1] == "kind"


@pytest.mark.parametrize(
    ("answer", "key"), [("Yes, in summer.", True), ("No. It is [closed].", False)]
)
def test_a_plain_yes_or_no_is_asked_as_true_or_false(answer: str, key: bool) -> None:
    question = only("faq.truth", *faq(("Is the old mill open?", answer))).question
    told = answer.replace("[", r"\[").replace("]", r"\]")
    assert question.stem == "The right answer to “Is the old mill open?” is yes."
    assert question.body == TrueFalse(key, told, told)
    assert (question.explanation, question.difficulty) == (told, "easy")


def test_what_is_no_plain_yes_or_no_is_no_true_or_false() -> None:
    reason = "The answer does not begin with a plain yes or no."
    assert refusals("faq.truth", WINTER) == [(WINTER[0], "one-answer", reason)]


def test_what_denies_is_no_true_or_false() -> None:
    ((_, gate, reason),) = refusals("faq.truth", ("Can it run without water?", "Yes."))
    assert (gate, "without" in reason) == ("double-negative", True)


def test_questions_are_matched_with_how_their_answers_begin() -> None:
    long = (LENGTH[0], f"{LENGTH[1]} And so on.")
    proposal = only("faq.matching", *faq(WINTER, long, SILVER, TRAINS))
    question = proposal.question
    assert question.stem == "Match each question with how its answer begins."
    assert question.body == Matching((WINTER, LENGTH, SILVER, TRAINS))
    assert question.key == "faq-matching-why-was-the-bridge-built"
    assert question.difficulty == "medium"
    assert [place.line for place in proposal.places] == [5, 8, 11, 14]
    assert proposal.option_places == proposal.places
    assert len(proposal.facts) == 4
    quotes = [f"{asking}\n{answer}" for asking, answer in (WINTER, long, SILVER, TRAINS)]
    assert question.source.quote == "\n".join(quotes)


def test_signs_of_markdown_are_shown_in_a_matching() -> None:
    winter = ("Why [so]?", "Storms came every [winter].")
    (question,) = asked("faq.matching", *faq(winter, LENGTH, SILVER))
    expected = (r"Why \[so\]?", r"Storms came every \[winter\].")
    assert body_of(question, Matching).pairs[0] == expected


@pytest.mark.parametrize(
    ("count", "sizes"), [(2, []), (3, [3]), (5, [5]), (6, [3, 3]), (7, [3, 4]), (9, [4, 5])]
)
def test_three_to_five_questions_are_matched_at_once(count: int, sizes: list[int]) -> None:
    names = ["Alba", "Bern", "Cork", "Deal", "Elba", "Fano", "Gent", "Hull", "Ilok"][:count]
    entries = [(f"Why {name}?", f"{name}mill sold {name}wall bread.") for name in names]
    questions = asked("faq.matching", *faq(*entries))
    assert [len(body_of(question, Matching).pairs) for question in questions] == sizes


@pytest.mark.parametrize(
    ("entry", "gate", "reason"),
    [
        (
            ("Why?", f"{'Storms sank ferries ' * 9}then."),
            "kind",
            "The answer does not begin with one short sentence that says enough.",
        ),
        (
            ("Why?", "Storms came. Then others sank ships."),
            "kind",
            "The answer does not begin with one short sentence that says enough.",
        ),
        (
            ("Why the silver ferry?", "Storms sank a ferry with silver on board."),
            "leak-word",
            "“ferry” stands in the question and in its answer.",
        ),
        (("Why the mill?", WINTER[1]), "one-answer", "Another question has the same answer."),
    ],
)
def test_a_question_that_cannot_be_matched_is_refused(
    entry: tuple[str, str], gate: str, reason: str
) -> None:
    entries = (WINTER, LENGTH, SILVER, TRAINS, entry)
    assert refusals("faq.matching", *entries) == [(entry[0], gate, reason)]
    (question,) = asked("faq.matching", *faq(*entries))
    assert body_of(question, Matching).pairs == entries[:4]


def test_pairs_that_show_by_letters_that_they_belong_together_are_refused() -> None:
    entries = (("Why NATO?", "North Atlantic Treaty Organisations sign."), LENGTH, SILVER)
    ((_, gate, _),) = refusals("faq.matching", *entries)
    assert gate == "leak-word"


def test_a_short_answer_is_chosen_among_those_to_other_questions() -> None:
    first, *_ = questions = asked("faq.choice", *faq(*DATES))
    assert [(question.stem, key_of(question)) for question in questions] == [
        (asking, answer.rstrip(".")) for asking, answer in DATES
    ]
    assert sorted(others_of(first)) == ["July 1899", "June 1862"]
    assert first.explanation == "May 1843."
    assert first.difficulty == "medium"


def test_a_choice_says_what_each_wrong_option_answers_and_where_it_stands() -> None:
    proposal = next(
        proposal
        for proposal in derived(*faq(*DATES)).proposals
        if proposal.question.stem == DATES[1][0] and proposal.form == "faq.choice"
    )
    body = body_of(proposal.question, SingleChoice)
    lines = {"May 1843": 5, "June 1862": 8, "July 1899": 11}
    assert [place and place.line for place in proposal.option_places] == [
        lines[option] for option in body.options
    ]
    assert [place.line for place in proposal.places] == [8]
    told = dict(zip(body.options, (*body.feedback, "", ""), strict=False))
    assert told == {
        "May 1843": "This answers: When was the mill built?",
        "June 1862": "",
        "July 1899": "This answers: When was the port built?",
    }


@pytest.mark.parametrize(
    ("asking", "answers", "more"),
    [
        ("When {}?", ("May 1843", "June 1862", "July 1899"), "1902"),
        ("When {}?", ("1843", "1862", "1899"), "c. 1200-1300 men"),
        ("How {}?", ("40 km", "60 km", "400 km"), "60 kg"),
        ("How {}?", ("40", "60", "400"), "over 90"),
        ("Who {}?", ("Anna Moos", "The Tal of Berg", "The Council"), "somebody"),
        ("Who {}?", ("Anna Moos", "Tal", "Council"), "Anna, Baron Of Moos And Of The Berg And So"),
    ],
)
def test_options_are_of_one_type(asking: str, answers: tuple[str, ...], more: str) -> None:
    things = ("has it", "was it", "had it", "is that")
    entries = [
        (asking.format(thing), answer)
        for thing, answer in zip(things, (*answers, more), strict=True)
    ]
    questions = asked("faq.choice", *faq(*entries))
    assert [key_of(question) for question in questions] == list(answers)
    assert all(sorted([key_of(q), *others_of(q)]) == sorted(answers) for q in questions)


def test_names_are_options_only_where_the_same_is_asked() -> None:
    entries = [("Who was it?", "Anna"), ("Who had it?", "Emil"), ("Where was it?", "Moos")]
    assert {stopped[1] for stopped in refusals("faq.choice", *entries)} == {"siblings"}
    assert len(asked("faq.choice", *faq(*entries, ("who has it?", "Hans")))) == 3


@pytest.mark.parametrize(
    ("asking", "key", "right", "wrong"),
    [
        ("When was it?", "May 1843", "May, 1843", ["May 1700", "May 1710"]),
        ("When was it?", "1843", "c. 1844", ["1700", "1710"]),
        ("How many?", "400", "about 410", ["40", "90"]),
        ("How many?", "10.7 million", "10,700,000", ["9.1 million", "3.2 million"]),
        ("Who was it?", "Anna", "Anna Moos", ["Hans Tal", "Emil"]),
        ("Who was it?", "Anna Moos", "Moos", ["Hans Tal", "Emil"]),
        ("Who was with Emil?", "Anna", "Emil", ["Hans", "Kurt"]),
    ],
)
def test_what_may_be_right_too_is_no_option(
    asking: str, key: str, right: str, wrong: list[str]
) -> None:
    first = asking.split(maxsplit=1)[0]
    others = [(f"{first} had {name}?", name) for name in (right, *wrong)]
    (question,) = (q for q in asked("faq.choice", *faq((asking, key), *others)) if q.stem == asking)
    assert key_of(question) == key and sorted(others_of(question)) == sorted(wrong)


def test_a_choice_shows_signs_of_markdown_as_they_are() -> None:
    entries = [("Who [a]?", "Anna_"), ("Who [b]?", "Emil_"), ("Who [c]?", "Hans_")]
    (question, *_) = asked("faq.choice", *faq(*entries))
    body = body_of(question, SingleChoice)
    assert question.stem == r"Who \[a\]?" and question.explanation == r"Anna\_"
    assert sorted(body.options) == [r"Anna\_", r"Emil\_", r"Hans\_"]
    assert {*body.feedback} - {""} == {r"This answers: Who \[b\]?", r"This answers: Who \[c\]?"}


@pytest.mark.parametrize(("length", "count"), [(60, 3), (61, 0)])
def test_an_option_is_short(length: int, count: int) -> None:
    entries = [(f"Who was {sign}?", f"Anna {sign.lower() * (length - 5)}") for sign in "BCD"]
    entries = [(asking, f"{answer.title()}.") for asking, answer in entries]
    assert len(asked("faq.choice", *faq(*entries))) == count


@pytest.mark.parametrize(("length", "count"), [(160, 1), (161, 0)])
def test_what_is_matched_is_short(length: int, count: int) -> None:
    long = ("Why?", f"Storms sank {'o' * (length - 13)}.")
    assert len(asked("faq.matching", *faq(WINTER, LENGTH, long))) == count


def test_two_options_that_say_the_same_are_not_both_there() -> None:
    names = ["Anna", "Emil Berg", "Emil", "Hans"]
    entries = [(f"Who {verb} it?", name) for verb, name in zip("abcd", names, strict=True)]
    question = asked("faq.choice", *faq(*entries))[0]
    assert key_of(question) == "Anna" and sorted(others_of(question)) == ["Emil Berg", "Hans"]


def test_a_choice_without_siblings_is_refused() -> None:
    reason = "Too few other answers are short and of the same type."
    assert refusals("faq.choice", *DATES[:2]) == [
        (asking, "siblings", reason) for asking, _ in DATES[:2]
    ]


def test_yes_or_no_is_no_choice() -> None:
    entries = [(f"Is it {n}?", "Yes.") for n in ("old", "new", "far", "near")]
    assert asked("faq.choice", *faq(*entries)) == []
    assert refusals("faq.choice", *entries) == []


@pytest.mark.parametrize("form", ["faq.card", "faq.short", "faq.truth", "faq.choice"])
def test_a_question_with_two_answers_is_not_asked(form: str) -> None:
    reason = "The article gives this question another answer too."
    entries = [("Who was it?", name) for name in ("Anna", "Emil")]
    expected = [("Who was it?", "one-answer", reason)] * 2
    assert refusals(form, *entries) == expected
    assert asked(form, *faq(*entries)) == []


def test_a_question_with_two_answers_is_not_matched() -> None:
    entries = [WINTER, LENGTH, SILVER, TRAINS, ("Who paid for that?", "Nobody from here did so.")]
    stopped = refusals("faq.matching", *entries)
    assert [(asking, gate) for asking, gate, _ in stopped] == [(SILVER[0], "one-answer")] * 2
    (question,) = asked("faq.matching", *faq(*entries))
    assert body_of(question, Matching).pairs == (WINTER, LENGTH, TRAINS)
