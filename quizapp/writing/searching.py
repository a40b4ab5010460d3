"""Finding questions of a bank: by words in any of their texts, and by what they are."""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    column,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, JSONPATH
from sqlalchemy.orm import Session

from quizapp.banks.models import Question as QuestionRow
from quizapp.banks.models import QuestionVersion
from quizapp.banks.services import IS_CURRENT
from quizapp.engine.plain_text import showable

MAX_WORDS = 8
MAX_SEARCH = 200
STATES = ("active", "retired", "all")
SORTS = ("position", "newest", "stem", "asked", "hardest")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which questions of a bank are wanted, and in which order; "" is no wish."""

    search: str = ""
    topic: str = ""
    kind: str = ""
    tag: str = ""
    state: str = "active"
    sort: str = "position"

    @property
    def is_narrowed(self) -> bool:
        """Whether they leave anything out that the bank's page shows by itself."""
        return bool(self.search or self.topic or self.kind or self.tag or self.state != "active")

    @property
    def words(self) -> list[str]:
        """The words that each have to stand somewhere in a question."""
        return showable(self.search)[:MAX_SEARCH].split()[:MAX_WORDS]

    def query(self) -> dict[str, str]:
        """What an address says of them."""
        said = {
            "search": self.search,
            "topic": self.topic,
            "kind": self.kind,
            "tag": self.tag,
            "state": "" if self.state == "active" else self.state,
            "sort": "" if self.sort == "position" else self.sort,
        }
        return {name: value for name, value in said.items() if value}


def select_ids(session: Session, bank_id: int, filters: Filters) -> Select[int]:
    """The numbers of the questions that are wanted, in no order.

    Where only the bank and the state count, versions are not looked at.
    """
    # What an import has written and not published has version 0.
    query = select(QuestionRow.id).where(QuestionRow.bank_id == bank_id, QuestionRow.version > 0)
    if filters.state == "active":
        query = query.where(QuestionRow.retired_at.is_(None))
    elif filters.state == "retired":
        query = query.where(QuestionRow.retired_at.is_not(None))
    conditions = [*_conditions(session, filters)]
    if conditions:
        query = query.join(QuestionVersion, IS_CURRENT).where(*conditions)
    return query


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.topic:
        found.append(QuestionVersion.topic == filters.topic)
    if filters.kind:
        found.append(QuestionVersion.kind == filters.kind)
    if filters.tag:
        found.append(_has_tag(session, filters.tag))
    if words := filters.words:
        _teach_folding(session)
        found.extend(_stands_somewhere(session, word) for word in words)
    return found


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _teach_folding(session: Session) -> None:
    """Let SQLite compare letters beyond A to Z whatever their case."""
    if _is_sqlite(session):
        connection = session.connection().connection.dbapi_connection
        if connection is not None:
            connection.create_function("folded", 1, _folded, deterministic=True)


def _folded(text: object) -> str:
    return str(text).casefold()


def _contains(session: Session, text: SQLColumnExpression[str], word: str) -> ColumnElement[bool]:
    if _is_sqlite(session):
        if word.isascii():
            # SQLite's LIKE ignores the case of A to Z by itself.
            return text.contains(word, autoescape=True)
        return func.folded(text, type_=String).contains(word.casefold(), autoescape=True)
    # A database of the locale C folds A to Z alone.
    variants = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(text.icontains(variant, autoescape=True) for variant in sorted(variants)))


def _stands_somewhere(session: Session, word: str) -> ColumnElement[bool]:
    if _is_sqlite(session):
        texts = func.json_tree(QuestionVersion.body).table_valued("atom", "type", name="texts")
        is_text = texts.c.type == "text"
        atom: ColumnElement[str] = texts.c.atom
    else:
        path = literal('$.**? (@.type() == "string")').cast(JSONPATH)
        paths = func.jsonb_path_query(QuestionVersion.body, path)
        texts = paths.table_valued(column("atom", JSONB)).render_derived(name="texts")
        is_text = literal(value=True)
        atom = texts.c.atom.op("#>>")(literal("{}").cast(ARRAY(String))).cast(String)
    in_body = exists(select(1).select_from(texts).where(is_text, _contains(session, atom, word)))
    return or_(
        *(
            _contains(session, text, word)
            for text in (
                *(QuestionVersion.stem, QuestionVersion.explanation, QuestionVersion.topic),
                QuestionRow.key,
            )
        ),
        _tag_contains(session, word),
        in_body,
    )


def _tags(session: Session) -> tuple[object, ColumnElement[str]]:
    name = "json_each" if _is_sqlite(session) else "jsonb_array_elements_text"
    tags = getattr(func, name)(QuestionVersion.tags).table_valued("value", name="tags")
    return tags, tags.c.value


def _has_tag(session: Session, tag: str) -> ColumnElement[bool]:
    tags, value = _tags(session)
    return exists(select(1).select_from(tags).where(value == tag))  # type: ignore[arg-type]


def _tag_contains(session: Session, word: str) -> ColumnElement[bool]:
    tags, value = _tags(session)
    contains = _contains(session, value.cast(String), word)
    return exists(select(1).select_from(tags).where(contains))  # type: ignore[arg-type]


def select_tag_counts(session: Session, bank_id: int) -> Select[str, int]:
    """The tags of the bank's active questions with how many have them, the most used first."""
    tags, value = _tags(session)
    return (
        select(value, func.count())
        .select_from(QuestionRow)
        .join(QuestionVersion, IS_CURRENT)
        .join(tags, literal(value=True))  # type: ignore[arg-type]
        .where(QuestionRow.bank_id == bank_id, QuestionRow.retired_at.is_(None))
        .group_by(value)
        .order_by(func.count().desc(), value)
    )
