"""All that is kept of a person, table by table: what an export holds, and what it leaves out.

Each table of the schema is in `PARTS` or in `NOT_EXPORTED`, and each column of a part is exported
or in its `hidden`, with the reason. A test compares this with the schema, so that a new table or
column can't be forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, or_, select

from quizapp.accounts.models import OneTimeCode, SignInSession, User
from quizapp.audit.models import AuditEntry
from quizapp.banks.models import Bank, BankShare, Question, QuestionVersion
from quizapp.classrooms.models import (
    Assignment,
    AssignmentStudent,
    Class,
    ClassGroup,
    ClassMember,
    ClassTeacher,
    Grade,
    GroupMember,
)
from quizapp.database import Base
from quizapp.derivations.models import ArticleText, DecidedQuestion, Derivation
from quizapp.imports.models import ColumnMapping, Import
from quizapp.quizzes.models import (
    Answer,
    Attempt,
    Quiz,
    QuizQuestion,
    QuizSource,
    Ruling,
)
from quizapp.quizzes.showing import is_shown
from quizapp.study.models import Card, Enrolment, Review

LETS_IN = "a secret that lets somebody in; a copy of it would be a risk, and says nothing of you"
OF_OTHERS = "says something of somebody else"
DRAWN = "the random order of the options, which would help to guess those of others"


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are a person's, as one file of an export."""

    name: str
    title: str
    model: type[Base]
    rows: Callable[[int], ColumnElement[bool]]
    """The condition by which rows are those of the person of this number."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """The columns that are left out, and why."""
    more: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    """What is told besides, so that numbers of other rows can be understood."""
    shown: Callable[[datetime], Mapping[str, ColumnElement[Any]]] = lambda _now: {}
    """Columns that are told only as far as may be at this moment."""

    @property
    def table(self) -> Table:
        """The table that the rows stand in."""
        return self.model.metadata.tables[self.model.__tablename__]


def _text_of(version: Any) -> ColumnElement[Any]:
    return select(QuestionVersion.stem).where(QuestionVersion.id == version).scalar_subquery()


def _question_text(question: Any) -> ColumnElement[Any]:
    return (
        select(QuestionVersion.stem)
        .join(
            Question,
            (QuestionVersion.question_id == Question.id)
            & (QuestionVersion.number == Question.version),
        )
        .where(Question.id == question)
        .scalar_subquery()
    )


def _shown_score(now: datetime) -> Mapping[str, ColumnElement[Any]]:
    told = exists().where(Quiz.id == Attempt.quiz_id, is_shown(Quiz.shows_score, now))
    return {"score": case((told, Attempt.score))}


def _shown_mark(now: datetime) -> Mapping[str, ColumnElement[Any]]:
    told = exists().where(
        Attempt.id == Answer.attempt_id,
        Quiz.id == Attempt.quiz_id,
        is_shown(Quiz.shows_score, now),
        is_shown(Quiz.shows_marks, now),
    )
    return {"mark": case((told, Answer.mark))}


def _shown_grade(now: datetime) -> Mapping[str, ColumnElement[Any]]:
    told = exists(
        select(Assignment.id)
        .outerjoin(Quiz, Quiz.id == Assignment.quiz_id)
        .where(
            Assignment.id == Grade.assignment_id,
            or_(Quiz.id.is_(None), is_shown(Quiz.shows_score, now)),
        )
    )
    return {"share": case((told, Grade.share)), "note": case((told, Grade.note))}


def _own_quiz(person: int) -> Any:
    return select(Quiz.id).where(Quiz.owner_id == person)


def _own_derivation(person: int) -> Any:
    return select(Derivation.id).where(Derivation.owner_id == person)


def _bank_title(bank: Any) -> ColumnElement[Any]:
    return select(Bank.title).where(Bank.id == bank).scalar_subquery()


PARTS: tuple[Part, ...] = (
    Part(
        *("account", "Your account", User),
        lambda person: User.id == person,
        {"password_hash": LETS_IN, "calendar_token": LETS_IN},
    ),
    Part(
        *("sign_ins", "Where you are signed in", SignInSession),
        lambda person: SignInSession.user_id == person,
        {"token_hash": LETS_IN},
    ),
    Part(
        *("one_time_codes", "One-time codes that were issued for you", OneTimeCode),
        lambda person: OneTimeCode.user_id == person,
        {"code_hash": LETS_IN},
    ),
    Part(
        *("issued_codes", "One-time codes that you issued for others", OneTimeCode),
        lambda person: OneTimeCode.issued_by == person,
        {"code_hash": LETS_IN, "user_id": OF_OTHERS, "seen_at": OF_OTHERS, "used_at": OF_OTHERS},
    ),
    Part(
        *("classes", "Classes that you teach or attend", Class),
        lambda person: or_(
            Class.id.in_(select(ClassTeacher.class_id).where(ClassTeacher.user_id == person)),
            Class.id.in_(select(ClassMember.class_id).where(ClassMember.user_id == person)),
        ),
        {"join_code": LETS_IN, "join_code_expires_at": LETS_IN},
    ),
    Part(
        *("taught_classes", "Your place as a teacher", ClassTeacher),
        lambda person: ClassTeacher.user_id == person,
    ),
    Part(
        *("attended_classes", "Your place as a student", ClassMember),
        lambda person: ClassMember.user_id == person,
    ),
    Part(
        *("groups", "Groups that you are in", GroupMember),
        lambda person: GroupMember.user_id == person,
        more={
            "group": select(ClassGroup.name)
            .where(ClassGroup.id == GroupMember.group_id)
            .scalar_subquery()
        },
    ),
    Part(
        *("own_rules", "Assignments with rules of your own", AssignmentStudent),
        lambda person: AssignmentStudent.user_id == person,
    ),
    Part(
        *("grades", "What teachers decided on your work", Grade),
        lambda person: Grade.user_id == person,
        more={
            "assignment": select(Assignment.title)
            .where(Assignment.id == Grade.assignment_id)
            .scalar_subquery()
        },
        shown=_shown_grade,
    ),
    Part(
        *("given_grades", "When you graded by hand", Grade),
        lambda person: Grade.graded_by == person,
        dict.fromkeys(("user_id", "share", "is_excused", "note"), OF_OTHERS),
    ),
    Part(
        *("given_assignments", "Assignments that you gave", Assignment),
        lambda person: Assignment.created_by == person,
    ),
    Part(
        *("rulings", "Questions that you had marked again", Ruling),
        lambda person: Ruling.made_by == person,
    ),
    Part(
        *("attempts", "Quizzes that you took", Attempt),
        lambda person: Attempt.user_id == person,
        {"seed": DRAWN},
        {"quiz": select(Quiz.title).where(Quiz.id == Attempt.quiz_id).scalar_subquery()},
        _shown_score,
    ),
    Part(
        *("answers", "Your answers in quizzes", Answer),
        lambda person: Answer.attempt_id.in_(select(Attempt.id).where(Attempt.user_id == person)),
        more={"question": _text_of(Answer.version_id)},
        shown=_shown_mark,
    ),
    Part(
        *("quizzes", "Quizzes that you made for yourself", Quiz),
        lambda person: Quiz.owner_id == person,
    ),
    Part(
        *("quiz_banks", "The banks that these quizzes draw from", QuizSource),
        lambda person: QuizSource.quiz_id.in_(_own_quiz(person)),
        more={"bank": _bank_title(QuizSource.bank_id)},
    ),
    Part(
        *("quiz_questions", "The questions that these quizzes always ask", QuizQuestion),
        lambda person: QuizQuestion.quiz_id.in_(_own_quiz(person)),
    ),
    Part(
        *("studied_banks", "Banks that you study", Enrolment),
        lambda person: Enrolment.user_id == person,
        more={"bank": _bank_title(Enrolment.bank_id)},
    ),
    Part(
        *("cards", "What you remember: your cards", Card),
        lambda person: Card.user_id == person,
        more={"question": _question_text(Card.question_id)},
    ),
    Part(
        *("reviews", "Each time that you rated a card", Review),
        lambda person: Review.user_id == person,
    ),
    Part(
        *("banks", "Question banks that you own", Bank),
        lambda person: Bank.owner_id == person,
    ),
    Part(
        *("shared_banks", "Banks that colleagues share with you", BankShare),
        lambda person: BankShare.user_id == person,
        more={"bank": _bank_title(BankShare.bank_id)},
    ),
    Part(
        *("question_versions", "Wordings of questions that you wrote or imported", QuestionVersion),
        lambda person: QuestionVersion.author_id == person,
    ),
    Part(
        *("imports", "Files that you gave to be imported", Import),
        lambda person: Import.owner_id == person,
        {"file": "the name under which the server keeps the file", "job_id": "an inner number"},
    ),
    Part(
        *("columns", "What you said of the columns of files", ColumnMapping),
        lambda person: ColumnMapping.owner_id == person,
    ),
    Part(
        *("derivations", "Articles that you had made into questions", Derivation),
        lambda person: Derivation.owner_id == person,
        {"job_id": "an inner number"},
    ),
    Part(
        *("articles", "The text of these articles", ArticleText),
        lambda person: ArticleText.derivation_id.in_(_own_derivation(person)),
    ),
    Part(
        *("decisions", "What you decided on the questions proposed", DecidedQuestion),
        lambda person: DecidedQuestion.derivation_id.in_(_own_derivation(person)),
    ),
    Part(
        *("seen_by", "Who saw or changed your data", AuditEntry),
        lambda person: AuditEntry.subject_id == person,
        {"actor_id": OF_OTHERS, "details": "a note for teachers; your grades are in grades.csv"},
    ),
    Part(
        *("done", "What the log says that you did", AuditEntry),
        lambda person: AuditEntry.actor_id == person,
        dict.fromkeys(("subject_id", "subject_name", "details"), OF_OTHERS),
    ),
)

NOT_EXPORTED: Mapping[str, str] = {
    "invitations": "says only that somebody may make an account, not who",
    "class_groups": "the groups of a person are told by their names, with the memberships",
    "assignment_groups": "says which groups an assignment is for, and nothing of a person",
    "grade_categories": "says how a class is graded, and nothing of a person",
    "attempt_marks": "the marks of the answers a second time, packed for statistics",
    "questions": "only numbers that hold wordings together; the wordings are told",
    "article_parts": "made from the article, which is told",
    "proposed_questions": "made from the article, which is told",
    "refused_pages": "made from the article, which is told",
    "jobs": "how far long work is; it goes with what it works on",
}
