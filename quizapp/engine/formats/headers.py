"""Which row of a table names its columns; in doubt, a person is asked."""

import re
from collections.abc import Sequence

from quizapp.engine.formats.column_names import is_heading, roles_of
from quizapp.engine.formats.plan import Ask, Said
from quizapp.engine.kinds.checks import quoted

MOST_NAMED = 6

# A name of a column asks nothing and is no sentence.
_NO_NAME = re.compile(r".*[?？؟]|.{80,}", re.DOTALL)
_CHOICES = (("yes", "It names the columns"), ("no", "It is a question"))


def find_header(rows: Sequence[Sequence[str]], said: Said) -> tuple[int | None, tuple[Ask, ...]]:
    """Return the number of the row that names the columns, None for none, and what to ask."""
    answer = said.answers.get("header", "")
    if said.has_header is False or answer == "no":
        return None, ()
    is_settled = said.has_header is True or answer == "yes"
    for number, cells in enumerate(rows):
        roles = [role for role in roles_of(cells) if role]
        if "question" in roles and len(roles) > 1:
            is_sure = is_settled or not _is_doubtful(rows, number)
            return number, () if is_sure else (header_ask(cells, number),)
    if is_settled:
        return 0, ()
    first = rows[0]
    if not any(map(is_heading, first)):
        return None, ()
    is_likely = any(roles_of(first)) or all(map(is_heading, first))
    return 0 if is_likely else None, (header_ask(first, 0),)


def header_ask(cells: Sequence[str], number: int) -> Ask:
    """Return the question whether a row names the columns."""
    listed = ", ".join(map(quoted, cells[:MOST_NAMED]))
    which = "the first row" if number == 0 else f"row {number + 1}"
    above = "" if number == 0 else " If it does, the rows above it are left out."
    message = f"Does {which} ({listed}) name the columns, or is it a question?{above}"
    return Ask("header", "", message, _CHOICES)


def _is_doubtful(rows: Sequence[Sequence[str]], number: int) -> bool:
    """Return whether a row that seems to name the columns may be one of the questions."""
    cells = rows[number]
    if any(_NO_NAME.fullmatch(cell) and not is_heading(cell) for cell in cells):
        return True
    filled = sum(map(bool, cells))
    return any(sum(map(bool, above)) >= filled for above in rows[:number])
