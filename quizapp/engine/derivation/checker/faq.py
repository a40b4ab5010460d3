"""The rules of questions that the article asks and answers itself."""

import re
from itertools import permutations

from quizapp.engine.derivation.blocks import QA
from quizapp.engine.derivation.checker.case import Case, without
from quizapp.engine.derivation.checker.comparing import (
    are_tied,
    bare,
    collapsed,
    date_of,
    is_same,
    mentions,
    number_of,
    overlap,
    require,
    shown,
)
from quizapp.engine.derivation.checker.gaps import GAP, find_gap
from quizapp.engine.derivation.checker.keys import require_accepted
from quizapp.engine.kinds import Card, Matching, ShortAnswer, TrueFalse
from quizapp.engine.kinds.checks import quoted

_NO = re.compile(
    r"(?:no|nope|never)(?=$|[.,;:!–—]|\s[–—-]|\s(?:it|he|she|they|there|you|we|i)\b)"
    r"|(?:absolutely|certainly|definitely|of\scourse|indeed)\snot\b|not\sat\sall\b"
)
_YES = re.compile(
    r"(?:yes|absolutely|certainly|definitely|of\scourse|indeed|correct)\b(?!\s(?:and|or)\sno\b)"
)
_ANSWERS = {True: "yes", False: "no"}


def check_card(case: Case) -> None:
    """Check a card with the question on its front and the answer on its back."""
    answer = _asked(case)
    back = shown(case.body(Card).back)
    holds = back == collapsed(answer.answer)
    require(holds, f"{quoted(back)} is not the answer of the article.")


def check_short(case: Case) -> None:
    """Check a question whose answer is yes, no, or a part of the article's answer."""
    answer = _asked(case)
    body = case.body(ShortAnswer)
    if GAP.search(case.stem):
        gap = find_gap(case.stem, answer.sentences)
        case.require_single(gap)
        require_accepted(body, gap.words)
    elif bare(body.accepted[0]) in _ANSWERS.values():
        require_accepted(body, _ANSWERS[_is_yes(answer)])
    else:
        require_accepted(body, answer.answer)


def check_truth(case: Case) -> None:
    """Check a statement about what the answer is, yes or no."""
    answer = _asked(case)
    question = re.escape(collapsed(answer.question))
    rest = re.sub(question, " ", case.stem, flags=re.IGNORECASE)
    claims = {claim for claim, word in _ANSWERS.items() if mentions(rest, word)} or {True}
    require(len(claims) == 1, "It is not clear whether yes or no is claimed.")
    holds = case.body(TrueFalse).correct == (_is_yes(answer) in claims)
    require(holds, f"The key does not agree with the answer {quoted(answer.answer)}.")


def check_matching(case: Case) -> None:
    """Check questions to be matched with how their answers begin."""
    pairs = case.body(Matching).pairs
    options = case.options([left for left, _ in pairs])
    answers = [case.index.answer(option.origin) for option in options]
    for option, place in zip(options, case.places(len(pairs)), strict=True):
        case.require_at(option, place)
    for option, (_, right), answer in zip(options, pairs, answers, strict=True):
        case.require_words(option, answer.question)
        holds = mentions(answer.answer, shown(right))
        require(holds, f"{quoted(right)} is not in the answer to {quoted(option.text)}.")
    for (answer, _), (_, (_, right)) in permutations(zip(answers, pairs, strict=True), 2):
        is_right = mentions(answer.answer, shown(right))
        require(not is_right, f"{quoted(right)} answers {quoted(answer.question)} too.")


def check_choice(case: Case) -> None:
    """Check a question with one right answer among those to other questions."""
    answer = _asked(case)
    options, correct = case.choice()
    case.require_at(options[correct], case.places(1)[0])
    for option in options:
        other = case.index.answer(option.origin)
        holds = is_same(option.text, other.answer)
        require(holds, f"{quoted(option.text)} is not the answer to {quoted(other.question)}.")
    for option in without(options, correct):
        is_right = mentions(answer.answer, option.text) or _may_be_equal(answer.answer, option.text)
        require(not is_right, f"{quoted(option.text)} answers {quoted(answer.question)} too.")


def _asked(case: Case) -> QA:
    """Return the question and answer that a question rests on, which it must ask."""
    (place,) = case.places(1)
    answer = case.index.answer(place)
    case.require_in_stem(answer.question)
    return answer


def _is_yes(answer: QA) -> bool:
    """Return whether the answer is yes."""
    opening = bare(answer.answer)
    if _NO.match(opening):
        return False
    require(_YES.match(opening) is not None, f"{quoted(answer.answer)} is neither yes nor no.")
    return True


def _may_be_equal(first: str, second: str) -> bool:
    """Tell whether two texts may be the same date or number."""
    first, second = bare(first), bare(second)
    if (day := date_of(first)) and (other := date_of(second)):
        return overlap(day, other)
    number, value = number_of(first), number_of(second)
    return bool(number and value and are_tied(number, value))
