"""What is asked about the sentences of an article, and what is refused."""

from decimal import Decimal

import pytest

from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.derivation.wording import as_markdown
from quizapp.engine.kinds import Numerical, ShortAnswer, SingleChoice, TrueFalse
from tests.engine.derivation.deriving import asked, body_of, derived, key_of, made, only, others_of

DATE, NUMBER, NAME, TRUTH = (
    *("prose.cloze-date", "prose.cloze-number", "prose.cloze-name", "prose.truth"),
)
MILL = "The mill of Moos was opened on 3 May 1843 by the mayor."
HALL = "The hall of Berg was destroyed on 9 June 1851 by fire."
PORT = "The port of Wald was founded on 12 July 1862 by traders."
ONCE = (
    "abolished|adopted|announced|annexed|appointed|approved|arrived|assassinated|attacked|awarded"
    "|banned|became|began|betrayed|born|broke|built|captured|ceased|closed|collapsed|completed"
    "|conquered|created|crowned|declared|defeated|demolished|destroyed|developed|died|discovered"
    "|dissolved|divorced|elected|ended|enacted|erupted|established|executed|expelled|fell|finished"
    "|founded|gained|granted|happened|inaugurated|incorporated|independent|introduced|invaded"
    "|invented|joined|killed|landed|launched|left|married|merged|moved|occupied|occurred|opened"
    "|ordered|overthrown|passed|patented|premiered|proclaimed|published|ratified|released|renamed"
    "|reopened|repealed|resigned|retired|rose|sank|sentenced|separated|signed|split|started"
    "|succeeded|surrendered|took place|treaty|unified|unveiled|won"
)


def article(*lines: str) -> list[str]:
    return ["# Sights of Examplia", "", "## Past", "", *lines]


def refusals(form: str, *lines: str) -> list[tuple[str, str]]:
    """The gates and reasons for which a form makes no question of a text."""
    found = derived(*article(*lines)).refusals
    return [(refusal.gate, refusal.reason) for refusal in found if refusal.form == form]


def choices(proposal: Proposal) -> dict[str, tuple[str, int | None]]:
    """What is said of each option, and the line that it was taken from."""
    body = body_of(proposal.question, SingleChoice)
    feedback = (*body.feedback, "", "", "")[: len(body.options)]
    lines = [place.line if place else None for place in proposal.option_places]
    return dict(zip(body.options, zip(feedback, lines, strict=True), strict=True))


def test_a_date_is_left_out_and_chosen_among_others() -> None:
    first, *_ = made(DATE, *article(MILL, "", HALL, "", PORT))
    question = first.question
    assert question.stem == "The mill of Moos was opened on _____ by the mayor."
    assert key_of(question) == "3 May 1843"
    (invented,) = first.made_up
    assert choices(first) == {
        "3 May 1843": ("", 5),
        "9 June 1851": ("The article gives this date for something else.", 7),
        "12 July 1862": ("The article gives this date for something else.", 9),
        invented: ("The article does not give this date for it.", None),
    }
    assert question.note == f"Made up: {invented}."
    assert question.explanation == MILL
    assert (question.topic, question.tags, question.difficulty) == ("Past", ("prose",), "medium")
    assert (question.source.quote, question.source.locator) == (MILL, "Past, line 5")
    assert question.key == "prose-cloze-date-the-mill-of-moos-was-opened-on-by-the-mayor"
    assert len(first.facts) == 1 and [place.line for place in first.places] == [5]


def test_the_article_may_have_enough_other_dates() -> None:
    rest = "The bridge at Dorf was built on 1 March 1870 by the town."
    first, *_ = made(DATE, *article(MILL, HALL, PORT, rest))
    assert sorted(others_of(first.question)) == ["1 March 1870", "12 July 1862", "9 June 1851"]
    assert first.made_up == () and first.question.note == ""


def test_a_date_without_siblings_is_typed() -> None:
    proposal = only(DATE, *article(MILL))
    assert proposal.question.body == ShortAnswer(("3 May 1843", "May 3, 1843", "1843-05-03"))
    assert (proposal.option_places, proposal.made_up) == ((), ())
    assert proposal.question.note == ""


def test_a_date_with_one_sibling_and_none_to_make_up_is_typed() -> None:
    texts = [f"The {thing} was built in the {nth} century BC by men." for thing, nth in CENTURIES]
    proposals = made(DATE, *article(*texts))
    bodies = [proposal.question.body for proposal in proposals]
    assert bodies == [ShortAnswer(("the 3rd century BC",)), ShortAnswer(("the 2nd century BC",))]
    assert [proposal.question.note for proposal in proposals] == ["", ""]


CENTURIES = [("mill", "3rd"), ("hall", "2nd")]


@pytest.mark.parametrize(
    "other",
    [
        "The hall of Berg was destroyed on June 9, 1851 by fire.",
        "The hall of Berg was destroyed in June 1851 by fire.",
        "The hall of Berg was destroyed on 9 June 1651 by fire.",
        "The hall of Berg was destroyed on 3 May 1843 by fire.",
        "The mill of Moos was opened by the mayor on 9 June 1851 again.",
    ],
)
def test_a_date_that_is_unlike_far_off_or_right_too_is_no_option(other: str) -> None:
    first, *_ = asked(DATE, *article(MILL, other))
    assert first.stem.startswith("The mill") and isinstance(first.body, ShortAnswer)


@pytest.mark.parametrize(
    ("dates", "options"),
    [
        (("753 BC", "320 BC", "201 BC", "450 AD"), ["201 BC", "320 BC"]),
        (("1990", "1975", "1955", "1940"), ["1955", "1975"]),
        (("1500", "1400", "1650", "1690"), ["1400", "1650"]),
    ],
)
def test_the_longer_ago_the_farther_off_is_a_near_date(
    dates: tuple[str, ...], options: list[str]
) -> None:
    towns = ("Moos", "Berg", "Wald", "Dorf")
    texts = (
        f"{town} was founded in {date} by men." for town, date in zip(towns, dates, strict=True)
    )
    first = made(DATE, *article(*texts))[0]
    taken = {*others_of(first.question)} - {*first.made_up}
    assert sorted(taken) == options


def test_another_date_of_the_sentence_is_no_option() -> None:
    text = "The mill of Moos was opened on 3 May 1843 and sold on 9 June 1851 to the town."
    first, second, *_ = asked(DATE, *article(text))
    assert isinstance(first.body, ShortAnswer) and isinstance(second.body, ShortAnswer)
    proposal, *_ = made(DATE, *article(text, PORT))
    assert {*others_of(proposal.question)} == {"12 July 1862", *proposal.made_up}


def test_the_date_of_an_entry_without_a_name_is_left_out() -> None:
    entry = (
        "1843: The mill of Moos was opened with [music] and flags, and the whole town of Moos came."
    )
    proposal = only(DATE, *article(f"- {entry}"))
    rest = entry.removeprefix("1843").replace("[", r"\[").replace("]", r"\]")
    assert proposal.question.stem == f"_____{rest}"
    assert proposal.question.explanation == f"1843{rest}"
    assert body_of(proposal.question, ShortAnswer).accepted == ("1843",)


def test_an_entry_whose_date_is_not_written_in_one_is_not_asked() -> None:
    entry = (
        "- May[1] 1843: The mill of Moos was opened with music, and the whole town of Moos came."
    )
    assert derived(*article(entry)).facts != ()
    assert asked(DATE, *article(entry)) == [] and refusals(DATE, entry) == []


@pytest.mark.parametrize("relation", ["before", "after", "by", "during", "as of"])
@pytest.mark.parametrize("form", [DATE, TRUTH])
def test_a_date_that_is_only_a_bound_is_not_asked(form: str, relation: str) -> None:
    text = f"The old mill of Moos was opened {relation} May 1843 at the river."
    reason = f"“{relation} May 1843” leaves other dates right as well."
    assert refusals(form, text) == [("one-answer", reason)]


@pytest.mark.parametrize("relation", ["since", "from", "until", "till"])
def test_a_beginning_or_an_end_is_asked_with_a_gap_alone(relation: str) -> None:
    text = f"The old mill of Moos was closed {relation} May 1843 at the river."
    assert len(asked(DATE, *article(text))) == 1
    reason = f"“{relation} May 1843” leaves other dates right as well."
    assert refusals(TRUTH, text) == [("one-answer", reason)]


@pytest.mark.parametrize("lead", ["in May 1843", "on 3 May 1843", "at 3 May 1843", "(May 1843)"])
def test_the_time_of_what_happened_is_asked(lead: str) -> None:
    text = f"The old mill of Moos was closed {lead} and sold to the town."
    assert len(asked(DATE, *article(text))) == len(asked(TRUTH, *article(text))) == 1


def test_the_day_of_a_treaty_is_asked() -> None:
    text = "The treaty of 3 May 1843 gave the old mill to the town."
    assert len(asked(DATE, *article(text))) == len(asked(TRUTH, *article(text))) == 1


@pytest.mark.parametrize("form", [DATE, TRUTH])
def test_what_is_said_with_two_dates_is_not_asked(form: str) -> None:
    again = MILL.replace("3 May 1843", "4 July 1844")
    reason = "The same is said with another date elsewhere."
    assert refusals(form, MILL, again, HALL) == [("one-answer", reason)] * 2


@pytest.mark.parametrize("form", [DATE, TRUTH])
def test_what_may_have_been_so_at_other_times_is_not_asked(form: str) -> None:
    reason = "This may have been so at other times than 1843 as well."
    text = "The old mill of Moos had three large wheels in 1843 at the river."
    assert refusals(form, text) == [("one-answer", reason)]
    finer = text.replace("1843", "May 1843")
    assert len(asked(form, *article(finer))) == 1


def test_a_year_is_asked_for_what_happens_once() -> None:
    texts = [f"The mill of Moos {words} in 1843 at the river." for words in ONCE.split("|")]
    assert len(asked(DATE, *article(*texts))) == len(texts)


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("It was opened on 3 May 1843 by the mayor of Moos.", "context"),
        ("The mill may have been opened on 3 May 1843 by the mayor.", "opinion"),
        ("The mill of 1843 was opened on 3 May 1843 by the mayor.", "leak-year"),
    ],
)
@pytest.mark.parametrize("form", [DATE, TRUTH])
def test_a_sentence_that_tells_too_little_or_too_much_is_stopped(
    form: str, text: str, gate: str
) -> None:
    assert [stopped for stopped, _ in refusals(form, text)] == [gate]


@pytest.mark.parametrize(
    ("number", "body"),
    [
        ("400", Numerical(Decimal(400), Decimal(400))),
        ("10", Numerical(Decimal(10), Decimal(10))),
        (
            "1,450",
            Numerical(Decimal(1450), Decimal(1450), Decimal(5), percent=True),
        ),
        ("$45", Numerical(Decimal(45), Decimal(45), unit="$")),
        ("30%", Numerical(Decimal(30), Decimal(30), unit="%")),
        ("3-5 million", Numerical(Decimal("3E+6"), Decimal("5E+6"))),
    ],
)
def test_a_number_is_left_out(number: str, body: Numerical) -> None:
    text = f"The mill of Moos was made with {number} of the town."
    proposal = only(NUMBER, *article(text))
    question = proposal.question
    hint = f" (in {as_markdown(body.unit)})" if body.unit else ""
    hint += " Up to 5 % more or less is right." if body.tolerance else ""
    assert question.stem == text.replace(number, "_____") + hint
    assert question.body == body
    assert question.explanation == text
    assert (question.topic, question.difficulty) == ("Past", "hard")
    assert (question.source.quote, question.source.locator) == (text, "Past, line 5")
    assert proposal.facts == ()


@pytest.mark.parametrize("numbers", ["400 men and 30 women", "3 men", "9 men"])
def test_several_numbers_or_a_small_one_are_not_asked(numbers: str) -> None:
    reason = "The sentence has several numbers, or a small one."
    text = f"The mill of Moos was made for {numbers}."
    assert refusals(NUMBER, text) == [("one-answer", reason)]


def test_a_digit_that_is_no_number_is_no_question() -> None:
    for text in (MILL, "The mill of Moos was made of T-34 steel.", "The mill is in room 12 here."):
        assert asked(NUMBER, *article(text)) == [] and refusals(NUMBER, text) == []


@pytest.mark.parametrize("form", [NUMBER, NAME])
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mills of Moos have 400 men.", 1),
        ("Mills in Moos have 400.", 0),
        (f"Mills of Moos have 400 men{' and oak' * 17}.", 1),
        (f"Mills of Moos have 400 men{' and oak' * 17} too.", 0),
        ("Mills of Moos have 400 men!", 0),
        ("Mills of Moos have 400 men. Mills of Moos have 400 men.", 1),
        ("- Mills of Moos have 400 men.", 0),
    ],
)
def test_a_sentence_of_a_paragraph_is_asked_once_where_it_can_be_read_at_one_look(
    form: str, text: str, count: int
) -> None:
    others = [] if form == NUMBER else ["", "The mayor came to Moos to see the mill."]
    found = asked(form, *article(text, *others))
    assert sum("have" in question.stem for question in found) == count


def test_a_name_that_is_used_again_is_left_out() -> None:
    text = "The mill [old] was built by Anna Berg for old Moos."
    first, second = made(NAME, *article(text, "The mayor of Moos was told by Anna Berg to go."))
    question = first.question
    assert question.stem == r"The mill \[old\] was built by _____ for old Moos. (2 words: A…, B…)"
    assert question.body == ShortAnswer(("Anna Berg",))
    assert question.explanation == r"The mill \[old\] was built by Anna Berg for old Moos."
    assert (question.source.quote, question.difficulty) == (text, "medium")
    assert question.key == "prose-cloze-name-the-mill-old-was-built-by-for-old-moos"
    assert second.question.stem.endswith(" (It begins with “M” and has 4 letters.)")
    assert body_of(second.question, ShortAnswer).accepted == ("Moos",)


def test_a_name_that_is_used_once_or_twice_in_one_sentence_is_not_left_out() -> None:
    assert asked(NAME, *article("The mill was built by Anna Berg at the river.", HALL)) == []
    texts = ["The hall of Moos was near Moos, the town.", "The mill of Moos was sold to the town."]
    (question,) = asked(NAME, *article(*texts))
    assert question.stem.startswith("The mill of _____ was sold")


def test_a_dated_sentence_is_true_or_false() -> None:
    proposals = made(TRUTH, *article(MILL, "", HALL, "", PORT))
    told = [MILL, HALL, PORT]
    for proposal, text, line in zip(proposals, told, (5, 7, 9), strict=True):
        question, right = proposal.question, f"The article says: {text}"
        body = body_of(question, TrueFalse)
        assert body == TrueFalse(question.stem == text, right, right)
        assert (question.explanation, question.difficulty, question.note) == (right, "easy", "")
        assert question.source.quote == text
        assert [place.line for place in proposal.places] == [line]
    assert [proposal.question.stem for proposal in proposals] == [
        MILL,
        HALL.replace("9 June 1851", "3 May 1843"),
        PORT.replace("12 July 1862", "9 June 1851"),
    ]


def test_a_date_to_exchange_may_be_made_up() -> None:
    proposal = only(TRUTH, *article(HALL))
    (invented,) = proposal.made_up
    assert proposal.question.stem == HALL.replace("9 June 1851", invented)
    assert body_of(proposal.question, TrueFalse).correct is False
    assert proposal.question.note == f"Made up: {invented}."


def test_where_there_is_no_date_to_exchange_nothing_is_asked() -> None:
    texts = [f"The {thing} was built in the 3rd century BC by men." for thing in ("mill", "hall")]
    reason = "There is no other date like the 3rd century BC to exchange it for."
    stopped, questions = refusals(TRUTH, *texts), asked(TRUTH, *article(*texts))
    assert stopped == [("siblings", reason)] * len(stopped)
    assert all(body_of(question, TrueFalse).correct for question in questions)
    assert len(stopped) + len(questions) == 2 and stopped


def test_an_entry_of_a_list_is_true_or_false_in_a_sentence_of_its_own() -> None:
    entries = ["- Storm of *Moos [x]* (1851): it sank", "- Fire of Berg (1862): it burned"]
    storm, fire = asked(TRUTH, *article(*entries))
    right = r"The article says: “Storm of Moos \[x\]” is dated 1851."
    body = body_of(storm, TrueFalse)
    assert (body.feedback_true, body.feedback_false) == (right, right)
    assert storm.stem == rf"“Storm of Moos \[x\]” is dated {'1851' if body.correct else '1862'}."
    assert fire.stem.startswith("“Fire of Berg” is dated 18")
    assert storm.source.quote == entries[0].removeprefix("- ")


def test_a_date_that_is_told_of_an_entry_elsewhere_is_not_exchanged_for_its_own() -> None:
    entries = [f"- Storm of {name} (1851): it sank" for name in ("Moos", "Berg", "Wald", "Dorf")]
    text = "The Storm of Moos, of Berg, of Wald and of Dorf was over in 1862 at the river."
    questions = asked(TRUTH, *article(*entries, "", text))
    stems = [question.stem for question in questions if "dated" in question.stem]
    assert len(stems) == 4
    assert not any("1862" in stem for stem in stems)
