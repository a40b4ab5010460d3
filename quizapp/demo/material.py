"""The bank that the simulated class works with, and what each weekly quiz asks of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from quizapp.demo.pupils import WEEKS
from quizapp.engine.kinds import KINDS, SingleChoice
from quizapp.engine.question import Question

A_TOPIC = 16
"""How many questions of one topic are taken into the bank."""
A_QUIZ = 12
BROKEN_WEEK = 3
WEAK_TOPIC_SHARE = 3
"""How many questions of a quiz are of the topic that the class finds hard."""


@dataclass(frozen=True, slots=True)
class Material:
    """The questions of the bank, the keys that each week's quiz asks, and what is wrong in it.

    The key of the question `broken` names a wrong option; `truth` is the index of the right one.
    """

    questions: tuple[Question, ...]
    quizzes: tuple[tuple[str, ...], ...]
    weak_topic: str
    broken: str
    truth: int


def choose_material(questions: Iterable[Question], seed: int) -> Material:
    """Choose questions of all topics; raises `ValueError` where there are too few."""
    draw = Random(seed)
    by_topic = _by_topic(questions, draw)
    if sum(map(len, by_topic.values())) < A_QUIZ * 2 or len(by_topic) < 2:
        raise ValueError("there are too few questions")
    weak_topic = sorted(by_topic, key=lambda topic: (-len(by_topic[topic]), topic))[1]
    quizzes = tuple(_quiz(by_topic, weak_topic, week, draw) for week in range(WEEKS))
    chosen = {question.key: question for part in by_topic.values() for question in part}
    asked = (chosen[key] for key in quizzes[BROKEN_WEEK])
    broken, truth = _break_one(one for one in asked if one.topic != weak_topic)
    chosen[broken.key] = broken
    return Material(tuple(chosen.values()), quizzes, weak_topic, broken.key, truth)


def _break_one(questions: Iterable[Question]) -> tuple[Question, int]:
    """The first question with options, its key naming a wrong one; and the index of the right."""
    for question in questions:
        body = question.body
        if isinstance(body, SingleChoice):
            wrong = (body.correct + 1) % len(body.options)
            return replace(question, body=SingleChoice(body.options, wrong)), body.correct
    raise ValueError("there is no question to be broken")


def _by_topic(questions: Iterable[Question], draw: Random) -> dict[str, list[Question]]:
    """A share of each topic, without two questions of which one gives the other away."""
    pool = [question for question in questions if question.topic]
    draw.shuffle(pool)
    taken: dict[str, list[Question]] = {}
    excluded: set[str] = set()
    for question in pool:
        part = taken.setdefault(question.topic, [])
        if len(part) < A_TOPIC and question.key not in excluded:
            part.append(question)
            excluded.update(question.excludes)
    return {topic: part for topic, part in sorted(taken.items()) if len(part) > 1}


def _quiz(
    by_topic: dict[str, list[Question]], weak_topic: str, week: int, draw: Random
) -> tuple[str, ...]:
    """Some questions of the hard topic, the rest of all others."""
    weak = _asked(by_topic[weak_topic])
    others = _asked(
        [one for topic, part in by_topic.items() if topic != weak_topic for one in part]
    )
    begin = week * WEAK_TOPIC_SHARE
    some = [weak[(begin + index) % len(weak)] for index in range(WEAK_TOPIC_SHARE)]
    keys = dict.fromkeys(question.key for question in some)
    for question in draw.sample(others, len(others)):
        if len(keys) == A_QUIZ:
            break
        keys[question.key] = None
    return tuple(keys)


def _asked(questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if KINDS[question.kind].in_quizzes]
