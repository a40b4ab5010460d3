"""A question: its stem, its body of one kind, and what travels with it."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from quizapp.engine.digest import Frame, digest_of, write_frame
from quizapp.engine.kinds.base import Fault, Kind
from quizapp.engine.kinds.checks import MAX_LONG_TEXT, counted, quoted, text_faults

MAX_KEY = 200
MAX_SHORT_TEXT = 500
MAX_URL = 2_000
MAX_TAG = 100
MAX_TAGS = 100
MAX_FORM = 100
MAX_EXCLUDES = 200
MAX_POINTS = 1_000
MIN_SECONDS = 5
MAX_SECONDS = 86_400
DIFFICULTIES = ("easy", "medium", "hard")

to_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""A value as the one JSON text in ASCII that stands for it."""

_CENT = Decimal("0.01")
_IMAGE = re.compile(r"[^/\\:?#%]+(?:/[^/\\:?#%]+)*\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https?://[^\s/<>\"]+(?:/[^\s<>\"]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question is from: a title, an address, the place in it, and the words it rests on.

    Of a derived question, `form` is the id of its template, and `sha256` that of the article in
    hex.
    """

    title: str = ""
    url: str = ""
    locator: str = ""
    quote: str = ""
    form: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One wording of a question; `key` names the question in its bank, whatever its wording.

    `stem` and `explanation` are Markdown, `time_limit` is in seconds, `image` a relative path.
    `excludes` are the keys of questions that one quiz must not ask beside this one.
    """

    key: str
    stem: str
    body: Kind
    explanation: str = ""
    points: Decimal = Decimal(1)
    topic: str = ""
    tags: tuple[str, ...] = ()
    difficulty: str = ""
    time_limit: int | None = None
    image: str = ""
    image_alt: str = ""
    source: Source = Source()
    note: str = ""
    excludes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The name of the body's kind."""
        return self.body.name

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the question and its body; nothing when it can be asked."""
        if not self.key.strip():
            yield Fault("id", "The id is empty.", "empty")
        if not self.stem.strip():
            yield Fault("question", "The question is empty.", "empty")
        for field, text, limit in self._texts():
            yield from text_faults(field, text, limit)
        yield from self._tag_faults()
        yield from self._exclude_faults()
        yield from self._rule_faults()
        yield from self._image_faults()
        yield from self._source_faults()
        yield from self.body.faults()

    def _texts(self) -> Iterator[tuple[str, str, int]]:
        # An empty text has its own message, so white space alone is not reported a second time.
        yield "id", self.key if self.key.strip() else "", MAX_KEY
        yield "question", self.stem if self.stem.strip() else "", MAX_LONG_TEXT
        yield "explanation", self.explanation, MAX_LONG_TEXT
        yield "topic", self.topic, MAX_SHORT_TEXT
        yield "image", self.image, MAX_SHORT_TEXT
        yield "image_alt", self.image_alt, MAX_SHORT_TEXT
        yield "source_title", self.source.title, MAX_SHORT_TEXT
        yield "source_url", self.source.url, MAX_URL
        yield "source_locator", self.source.locator, MAX_SHORT_TEXT
        yield "source_quote", self.source.quote, MAX_LONG_TEXT
        yield "form", self.source.form, MAX_FORM
        yield "note", self.note, MAX_LONG_TEXT
        for tag in self.tags:
            yield "tags", tag, MAX_TAG
        for key in self.excludes:
            yield "excludes", key if key.strip() else "", MAX_KEY

    def _tag_faults(self) -> Iterator[Fault]:
        if len(self.tags) > MAX_TAGS:
            found = f"The question has {counted(len(self.tags), 'tag')}"
            yield Fault("tags", f"{found}; at most {MAX_TAGS} are possible.", "too_many")
        if not all(tag.strip() for tag in self.tags):
            yield Fault("tags", "One of the tags is empty.", "empty")
        for tag in _repeated(self.tags):
            yield Fault("tags", f"The tag {quoted(tag)} is there more than once.", "duplicate")

    def _exclude_faults(self) -> Iterator[Fault]:
        if len(self.excludes) > MAX_EXCLUDES:
            found = f"The question excludes {counted(len(self.excludes), 'other')}"
            yield Fault("excludes", f"{found}; at most {MAX_EXCLUDES} are possible.", "too_many")
        if not all(key.strip() for key in self.excludes):
            yield Fault("excludes", "One of the ids is empty.", "empty")
        for key in _repeated(self.excludes):
            message = f"The id {quoted(key)} is there more than once."
            yield Fault("excludes", message, "duplicate")
        if self.key in self.excludes:
            message = "A question can't exclude itself; take its own id out of this list."
            yield Fault("excludes", message, "own_key")

    def _rule_faults(self) -> Iterator[Fault]:
        if not _are_points(self.points):
            message = (
                f"{self.points} is not a number of points; write one above 0 and up to "
                f"{MAX_POINTS:,}, with at most 2 decimals."
            )
            yield Fault("points", message, "out_of_range")
        if self.difficulty and self.difficulty not in DIFFICULTIES:
            known = ", ".join(DIFFICULTIES)
            message = f"{quoted(self.difficulty)} is not a difficulty; write one of: {known}."
            yield Fault("difficulty", message, "unknown")
        if self.time_limit is not None and not MIN_SECONDS <= self.time_limit <= MAX_SECONDS:
            message = (
                f"{self.time_limit} is not a time limit; write {MIN_SECONDS} to "
                f"{MAX_SECONDS} seconds, or leave it empty."
            )
            yield Fault("time_limit", message, "out_of_range")

    def _image_faults(self) -> Iterator[Fault]:
        if not self.image:
            return
        if not _is_image_path(self.image):
            message = (
                f"{quoted(self.image)} is not the path of an image; write a path inside the bank's "
                "folder that ends in .png, .jpg, .jpeg, .gif or .webp."
            )
            yield Fault("image", message, "path")
        if not self.image_alt.strip():
            message = "Say in a few words what the image shows, for those who cannot see it."
            yield Fault("image_alt", message, "empty")

    def _source_faults(self) -> Iterator[Fault]:
        if self.source.url and not _URL.fullmatch(self.source.url):
            message = f"{quoted(self.source.url)} is not a web address; write http:// or https://."
            yield Fault("source_url", message, "address")
        if self.source.sha256 and not _SHA256.fullmatch(self.source.sha256):
            message = (
                f"{quoted(self.source.sha256)} is not the SHA-256 of an article; write its 64 "
                "digits, 0 to 9 and a to f, or leave it empty."
            )
            yield Fault("source_hash", message, "hash")

    def digest(self) -> str:
        """Return a SHA-256 in hex of all but the key and the article's hash.

        Equal digests mean the same question: a change elsewhere in the article is none of it.
        """
        source = self.source
        frame = Frame(
            kind=self.kind,
            points=str(self.points.normalize()),
            topic=self.topic,
            tags=to_json(self.tags),
            difficulty=self.difficulty,
            time_limit=self.time_limit,
            source_title=source.title,
            source_url=source.url,
            source_form=source.form,
            image=self.image,
            image_alt=self.image_alt,
            excludes=to_json(sorted(self.excludes)),
        )
        return digest_of(
            write_frame(frame),
            stem=self.stem,
            body=to_json(self.body.to_json()),
            explanation=self.explanation,
            source_locator=source.locator,
            source_quote=source.quote,
            note=self.note,
        )


def stem_key(stem: str) -> str:
    """Return a stable key for a question without one, from its stem however it is spaced."""
    collapsed = " ".join(unicodedata.normalize("NFC", stem).split())
    digest = sha256(collapsed.encode("utf-8", "surrogatepass")).hexdigest()
    return f"stem-{digest[:16]}"


def _repeated(texts: Iterable[str]) -> list[str]:
    return sorted(text for text, times in Counter(texts).items() if times > 1)


def _are_points(points: Decimal) -> bool:
    # Before the range is known to be right, the remainder could be undefined.
    return points.is_finite() and 0 < points <= MAX_POINTS and points % _CENT == 0


def _is_image_path(path: str) -> bool:
    return bool(_IMAGE.fullmatch(path)) and ".." not in path and "." not in path.split("/")
