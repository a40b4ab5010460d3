"""What tells one wording of a question from another: a hash of all that it says."""

from hashlib import sha256
from json.encoder import encode_basestring_ascii as quote
from typing import NamedTuple


class Frame(NamedTuple):
    """What the questions of a bank tend to share; `tags` and `excludes` are JSON without spaces.

    `points` is a normalised decimal number; the source's fields are named as in a record.
    """

    kind: str
    points: str = "1"
    topic: str = ""
    tags: str = "[]"
    difficulty: str = ""
    time_limit: int | None = None
    source_title: str = ""
    source_url: str = ""
    source_form: str = ""
    image: str = ""
    image_alt: str = ""
    excludes: str = "[]"


def digest_of(
    frame: tuple[str, ...],
    stem: str,
    body: str,
    explanation: str,
    source_locator: str,
    source_quote: str,
    note: str,
) -> str:
    """Return a SHA-256 in hex of a question as one canonical JSON object in ASCII.

    `frame` is what `write_frame` gives; `body` is a JSON text without spaces, its keys in order.
    """
    one, two, three, four, five = frame
    canonical = (
        f'{{"body":{body}{one}{quote(explanation)}{two}{quote(note)}{three}'
        f'{quote(source_locator)},"quote":{quote(source_quote)}{four}{quote(stem)}{five}'
    )
    return sha256(canonical.encode("ascii")).hexdigest()


def write_frame(frame: Frame) -> tuple[str, ...]:
    """Return what stands in the JSON object between the texts that no two questions share."""
    # What is empty and was not always there is left out: so older digests stay as they were.
    excludes = f'"excludes":{frame.excludes},' if frame.excludes != "[]" else ""
    form = f'"form":{quote(frame.source_form)},' if frame.source_form else ""
    seconds = "null" if frame.time_limit is None else frame.time_limit
    return (
        f',"difficulty":{quote(frame.difficulty)},{excludes}"explanation":',
        f',"image":{quote(frame.image)},"image_alt":{quote(frame.image_alt)},'
        f'"kind":{quote(frame.kind)},"note":',
        f',"points":"{frame.points}","source":{{{form}"locator":',
        f',"title":{quote(frame.source_title)},"url":{quote(frame.source_url)}}},"stem":',
        f',"tags":{frame.tags},"time_limit":{seconds},"topic":{quote(frame.topic)}}}',
    )
