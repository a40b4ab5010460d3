"""Making the simulated class and its six weeks of work, through the services that people use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person, create_user, find_user
from quizapp.banks.importing import import_bank
from quizapp.banks.models import Bank
from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.services import BankDetails
from quizapp.classrooms import assigning, groups, joining, managing, students, taking
from quizapp.classrooms.managing import Description
from quizapp.classrooms.models import ClassMember, GradeCategory
from quizapp.classrooms.plans import Plan, QuizPlan, StudyPlan
from quizapp.classrooms.students import Notes
from quizapp.database import write
from quizapp.demo.material import Material, choose_material
from quizapp.demo.pupils import EXCUSED, PRAISED, SLOW, WEEKS, Pupil, make_pupils
from quizapp.demo.sitting import sit_quiz
from quizapp.demo.studying import study_for_a_day
from quizapp.engine.question import Question
from quizapp.quizzes.assigned import Questions
from quizapp.quizzes.services import load_people
from quizapp.results.gradebook_cells import Judgement, change_grade

TEACHER = "demo-teacher"
BANK = "demo-alliance"
ZONE = ZoneInfo("Europe/London")
SEED = 20_390_823

Tell = Callable[[str], None]
"""Hears how far it is."""


class DemoExistsError(Exception):
    """The demo was made already."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The six weeks up to now, counted from 0; the last one still goes on."""

    first: datetime
    now: datetime

    def at(self, week: int, day: int, hour: int, minute: int = 0) -> datetime:
        """A moment of a week, local time; days are counted from its first, also past its end."""
        date = self.first.date() + timedelta(weeks=week, days=day)
        return datetime.combine(date, time(hour, minute), ZONE)


def make_calendar(now: datetime) -> Calendar:
    """Six weeks of which the last one has got to its fifth day."""
    first = now.astimezone(ZONE) - timedelta(days=4, weeks=WEEKS - 1)
    return Calendar(first.replace(hour=0, minute=0, second=0, microsecond=0), now)


@dataclass(frozen=True, slots=True)
class Demo:
    """What the simulation works with."""

    class_id: int
    bank_id: int
    teacher: Person
    people: dict[int, Person]
    """The students by their number in the class."""
    pupils: list[Pupil]
    material: Material
    calendar: Calendar


def make_demo(
    session: Session, questions: Iterable[Question], password: str, now: datetime, tell: Tell
) -> int:
    """Make the class with all that it did; returns its number.

    Everybody in it has this password. Raises `DemoExistsError`, and `ValueError` where there are
    too few questions.
    """
    if find_user(session, TEACHER):
        raise DemoExistsError
    material = choose_material(questions, SEED)
    calendar = make_calendar(now)
    demo = _make_class(session, material, calendar, password)
    tell(f"A class of {len(demo.pupils)} students.")
    quizzes = _assign(session, demo)
    for week, assignment_id in enumerate(quizzes):
        taken = _take_quiz(session, demo, week, assignment_id)
        tell(f"Week {week + 1}: {taken} of {len(demo.pupils)} took the quiz.")
    _grade(session, demo, quizzes)
    joining.renew_code(session, demo.teacher, demo.class_id, joining.MONTH, now)
    for week in range(WEEKS):
        reviews = _study(session, demo, week)
        tell(f"Week {week + 1}: {reviews} cards studied.")
    return demo.class_id


def _make_class(session: Session, material: Material, calendar: Calendar, password: str) -> Demo:
    begun = calendar.first - timedelta(days=2)
    pupils = make_pupils(SEED)
    teacher = _make_person(session, TEACHER, "Demo teacher", password, begun, role="teacher")
    class_id = managing.create_class(
        session, teacher, Description("Demo class", "Thirty simulated students.", ZONE.key), begun
    )
    details = BankDetails(
        BANK, title="Demo: the alliance", description="For the demo class, with a question to mend."
    )
    import_bank(session, teacher, details, material.questions, now=begun)
    people = {
        pupil.number: _make_person(session, pupil.username, pupil.name, password, begun)
        for pupil in pupils
    }
    with write(session):
        session.add_all(
            ClassMember(
                class_id=class_id,
                user_id=person.id,
                state="active",
                sort_name=person.display_name,
                roster_id=f"D{number + 1:03}",
                joined_at=begun,
            )
            for number, person in people.items()
        )
    notes = Notes(people[SLOW].display_name, f"D{SLOW + 1:03}", extra_time=25)
    students.change_student(session, teacher, class_id, people[SLOW].id, notes, begun)
    for remainder, name in enumerate(("Group A", "Group B")):
        group_id = groups.create_group(session, teacher, class_id, name, begun)
        members = [one.id for number, one in people.items() if number % 2 == remainder]
        groups.set_members(session, teacher, class_id, group_id, members, begun)
    bank_id = session.scalars(select(Bank.id).where(Bank.slug == BANK)).one()
    with write(session):
        # Nobody else is to learn from the question that is wrong.
        session.execute(update(Bank).where(Bank.id == bank_id).values(is_open=False))
    return Demo(class_id, bank_id, teacher, people, pupils, material, calendar)


def _make_person(
    session: Session, username: str, name: str, password: str, now: datetime, role: str = "student"
) -> Person:
    user = create_user(
        session,
        username=username,
        display_name=name,
        password=password,
        time_zone=ZONE.key,
        role=role,
        now=now,
    )
    return load_people(session, [user.id])[user.id]


def _assign(session: Session, demo: Demo) -> list[int]:
    """Give a quiz a week, and the flashcards for the exam; returns the quizzes."""
    quizzes, cards = _make_categories(session, demo.class_id)
    rows = session.execute(
        select(QuestionRow.key, QuestionRow.id).where(QuestionRow.bank_id == demo.bank_id)
    )
    ids = {row.key: row.id for row in rows}
    exam_on = demo.calendar.at(WEEKS, 11, 9).date()
    study = Plan(
        "Flashcards for the exam",
        StudyPlan(demo.bank_id, goal=80, exam_on=exam_on),
        due_at=demo.calendar.at(WEEKS, 10, 20),
        category_id=cards,
    )
    given_at = demo.calendar.at(0, 0, 8)
    assigning.give(session, demo.teacher, demo.class_id, study, given_at)
    return [
        assigning.give(
            *(session, demo.teacher, demo.class_id),
            Plan(
                f"Week {week + 1} quiz",
                QuizPlan(Questions(tuple(ids[key] for key in keys)), time_limit=20),
                opens_at=demo.calendar.at(week, 0, 8),
                due_at=demo.calendar.at(week, 6, 20),
                closes_at=demo.calendar.at(week, 9, 20),
                attempts=1,
                late_percent=10,
                category_id=quizzes,
            ),
            demo.calendar.at(week, 0, 8),
        )
        for week, keys in enumerate(demo.material.quizzes)
    ]


def _make_categories(session: Session, class_id: int) -> tuple[int, int]:
    made = [
        GradeCategory(class_id=class_id, name="Quizzes", weight=Decimal(70)),
        GradeCategory(class_id=class_id, name="Flashcards", weight=Decimal(30)),
    ]
    with write(session):
        session.add_all(made)
    return made[0].id, made[1].id


def _take_quiz(session: Session, demo: Demo, week: int, assignment_id: int) -> int:
    """Let everybody take the quiz of a week who does, in the order of time; returns how many."""
    sittings = []
    for pupil in demo.pupils:
        draw = Random(f"{SEED} {week} {pupil.number}")
        day = 7 if pupil.is_late(week) else draw.choices(range(7), (1, 1, 1, 2, 3, 3, 4))[0]
        at = demo.calendar.at(week, day, draw.randrange(15, 19), draw.randrange(60))
        if pupil.hands_in(week) and at < demo.calendar.now - timedelta(minutes=25):
            sittings.append((at, pupil, draw))
    for at, pupil, draw in sorted(sittings, key=lambda one: one[0]):
        person = demo.people[pupil.number]
        attempt_id = taking.start_assigned(
            session, person, demo.class_id, assignment_id, at, seed=draw.getrandbits(62)
        )
        sit_quiz(session, person, attempt_id, at, demo.material, pupil.ability_in(week), draw)
    return len(sittings)


def _grade(session: Session, demo: Demo, quizzes: list[int]) -> None:
    """What a teacher decides by hand: an excuse, and a score."""
    at = demo.calendar.at(3, 2, 16)
    for number, assignment_id, judgement in (
        (EXCUSED, quizzes[2], Judgement(is_excused=True, note="Ill that week.")),
        (PRAISED, quizzes[1], Judgement(share=0.95, note="Answered again in class.")),
    ):
        change_grade(
            *(session, demo.teacher, demo.class_id, assignment_id, demo.people[number].id),
            *(judgement, at),
            seen=Judgement().digest,
        )


def _study(session: Session, demo: Demo, week: int) -> int:
    """Let everybody study on some days of a week, up to now; returns how many cards."""
    reviews = 0
    for day in range(7):
        for pupil in demo.pupils:
            draw = Random(f"{SEED} {week} {day} {pupil.number}")
            at = demo.calendar.at(week, day, draw.randrange(16, 21), draw.randrange(60))
            if draw.random() < pupil.diligence and at < demo.calendar.now - timedelta(minutes=10):
                person = demo.people[pupil.number]
                reviews += study_for_a_day(session, person, pupil.ability_in(week), at, draw)
    return reviews
