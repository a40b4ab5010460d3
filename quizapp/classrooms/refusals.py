"""How a page answers when a change of a class is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort

from quizapp.classrooms.locking import MOST_STUDENTS, ArchivedError, FullClassError, NotTheirsError

ARCHIVED = "This class is archived. Nothing new is done in it until a teacher restores it."
FULL = f"This class is full: it has {MOST_STUDENTS:,} students."


@contextmanager
def refusals() -> Iterator[None]:
    """Let there be no page for what isn't theirs, and say what is in the way of the rest."""
    try:
        yield
    except NotTheirsError:
        abort(404)
    except ArchivedError:
        abort(409, ARCHIVED)
    except FullClassError:
        abort(409, FULL)
