"""Rows of the native layout that quick checks can judge, read straight to records.

Most rows of a large file are plain: a card or a single choice without pictures and exclusions,
whose texts are printable and not too long. What isn't plain is left to the full reading, which
defines the layout; a plain row gives the very record that the full reading gives.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quote
from operator import gt
from typing import Any

from quizapp.engine.digest import Frame, digest_of, write_frame
from quizapp.engine.formats.native_columns import COLUMNS, Header
from quizapp.engine.formats.native_row import read_cells
from quizapp.engine.kinds.base import MAX_FIELDS
from quizapp.engine.kinds.checks import (
    FORBIDDEN,
    MAX_LONG_TEXT,
    MAX_OPTION,
    MIN_OPTIONS,
    same_text_key,
)
from quizapp.engine.question import (
    MAX_KEY,
    MAX_SHORT_TEXT,
    stem_key,
)
from quizapp.engine.record import Record, record_of

_LIMITS = {
    "id": MAX_KEY,
    "source_locator": MAX_SHORT_TEXT,
    **{name: MAX_OPTION for name in COLUMNS if name.startswith(("option_", "feedback_"))},
}
_NUMBERS = {str(number): number - 1 for number in range(1, MAX_FIELDS + 1)}

# No cell that is judged by itself has a lower limit.
_LEAST = min(MAX_KEY, MAX_OPTION, MAX_SHORT_TEXT)
_NOT_PLAIN = ("", "")
_new_record = tuple.__new__

_PLAIN = (
    *("id", "type", "question", "correct", "answer", "explanation", "topic", "difficulty", "note"),
    *("points", "tags", "time_limit", "source_title", "source_url", "source_locator"),
    *("source_quote", "form", "source_hash"),
)
_UNUSUAL = ("accepted", "tolerance", "unit", "image", "image_alt", "excludes")
_ANY_CARD = {"id": "any", "question": "any", "answer": "any"}


def plain_reader(header: Header) -> Callable[[Sequence[str]], Record | None]:
    """Return the function that reads cleaned cells to a record, and None where they aren't plain.

    Where columns have no name, or numbered ones don't stand side by side, no row is plain.
    """
    names = header.names
    at = {name: position for position, name in enumerate(names)}
    options, feedback = _slice(at, header.options), _slice(at, header.feedback)
    if "" in at or len(at) < len(names) or options is None or feedback is None:
        return lambda _: None
    width = len(names)
    limits = [_LIMITS.get(name, MAX_LONG_TEXT) for name in names]
    unusual = [at[name] for name in _UNUSUAL if name in at]
    place = [at.get(name, width) for name in _PLAIN]
    i_id, i_type, i_stem, i_correct, i_answer, i_explanation, i_topic, i_level, i_note = place[:9]
    i_points, i_tags, i_seconds, i_title, i_url, i_locator, i_quote, i_form, i_hash = place[9:]

    def read(cells: Sequence[str]) -> Record | None:
        text = "".join(cells)
        if len(cells) != width or (
            len(text) > _LEAST
            and max(map(len, cells)) > _LEAST
            and any(map(gt, map(len, cells), limits))
        ):
            return None
        if not text.isprintable() and FORBIDDEN.search(text):
            return None
        for position in unusual:
            if cells[position]:
                return None
        cells = (*cells, "")  # where the columns stand that the file doesn't have
        stem, explanation, note = cells[i_stem], cells[i_explanation], cells[i_note]
        locator, quoted = cells[i_locator], cells[i_quote]
        kind, body = read_body(
            cells[i_type], cells[options], cells[i_correct], cells[i_answer], cells[feedback], text
        )
        shared = _read_shared(
            kind,
            cells[i_points],
            cells[i_topic],
            cells[i_tags],
            cells[i_level],
            cells[i_seconds],
            cells[i_title],
            cells[i_url],
            cells[i_form],
            cells[i_hash],
        )
        if shared is None or not stem or not kind:
            return None
        frame, middle, form, sha256 = shared
        digest = digest_of(frame, stem, body, explanation, locator, quoted, note)
        key = cells[i_id] or stem_key(stem)
        begin = (key, digest, kind, stem, body, explanation)
        return _new_record(Record, begin + middle + (locator, quoted, form, sha256, note, "[]"))

    return read


def _slice(at: Mapping[str, int], numbered: Sequence[str]) -> slice | None:
    """Return where numbered columns stand side by side; None where they don't."""
    places = [at.get(name, -1) for name in numbered]
    first = places[0] if places else 0
    end = first + len(places)
    return slice(first, end) if places == [*range(first, end)] else None


def read_body(
    kind: str,
    options: Sequence[str],
    correct: str,
    answer: str,
    feedback: Sequence[str],
    text: str,
) -> tuple[str, str]:
    """Return the kind and the body as JSON, empty where they aren't plain; `text` is the row's."""
    if options and not options[-1]:
        options = _filled(options)
    if answer:
        is_card = kind in {"card", ""} and not (correct or options or any(feedback))
        return ("card", f'{{"back":{quote(answer)}}}') if is_card else _NOT_PLAIN
    index = _NUMBERS.get(correct)
    count = len(options)
    if kind not in {"single_choice", ""} or index is None or not MIN_OPTIONS <= count > index:
        return _NOT_PLAIN
    if "" in options:
        return _NOT_PLAIN
    seen = options if text.isascii() and "  " not in text else map(same_text_key, options)
    if len(set(seen)) < count:
        return _NOT_PLAIN
    if feedback:
        feedback = _filled(feedback)
        if len(feedback) > count:
            return _NOT_PLAIN
    told = ",".join(map(quote, feedback))
    offered = ",".join(map(quote, options))
    return "single_choice", f'{{"correct":{index},"feedback":[{told}],"options":[{offered}]}}'


def _filled(texts: Sequence[str]) -> Sequence[str]:
    end = len(texts)
    while end and not texts[end - 1]:
        end -= 1
    return texts[:end]


@lru_cache(10_000)
def _read_shared(
    kind: str,
    points: str,
    topic: str,
    tags: str,
    difficulty: str,
    time_limit: str,
    source_title: str,
    source_url: str,
    form: str,
    source_hash: str,
) -> tuple[tuple[str, ...], tuple[Any, ...], str, str] | None:
    """Return what many rows share: the digest's frame, fields of the record, and the last cells.

    None where the full reading finds fault with it.
    """
    cells = {"points": points, "topic": topic, "tags": tags, "difficulty": difficulty}
    source = {"source_title": source_title, "source_url": source_url, "form": form}
    rest = {"time_limit": time_limit, "source_hash": source_hash}
    question, _ = read_cells(_ANY_CARD | cells | source | rest)
    if question is None:
        return None
    record = record_of(question)
    frame = Frame(
        kind=kind,
        points=str(question.points.normalize()),
        topic=topic,
        tags=record.tags,
        difficulty=record.difficulty,
        time_limit=record.time_limit,
        source_title=source_title,
        source_url=source_url,
        source_form=form,
    )
    first = Record._fields.index("points")
    middle = record[first : Record._fields.index("source_locator")]
    return write_frame(frame), middle, form, source_hash
