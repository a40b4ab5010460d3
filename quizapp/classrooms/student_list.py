"""The students of a class as a table: in which order, and which of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy.orm import Session

from quizapp.classrooms.classes import StudentRow, list_students

SORTS = ("name", "username", "id", "extra")
STATES = ("active", "left")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be seen of the table; an unknown wish is none."""

    sort: str = "name"
    state: str = "active"
    group_id: int | None = None

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Self:
        """What the address of the page asks for."""
        group = query.get("group", "")
        return cls(
            sort=query.get("sort", "") if query.get("sort") in SORTS else "name",
            state=query.get("state", "") if query.get("state") in STATES else "active",
            group_id=int(group)
            if group.isascii() and group.isdigit() and len(group) < 10
            else None,
        )

    def query(self, **changes: Any) -> dict[str, Any]:
        """The address's query for this listing with changes; what is usual is left out."""
        wished = {"sort": self.sort, "state": self.state, "group": self.group_id, **changes}
        usual = {"sort": "name", "state": "active", "group": None}
        return {name: value for name, value in wished.items() if value != usual[name]}


def list_shown(session: Session, class_id: int, listing: Listing) -> list[StudentRow]:
    """The students of the listing, in its order."""
    found = list_students(session, class_id, states=(listing.state,))
    if listing.group_id is not None:
        found = [row for row in found if listing.group_id in row.group_ids]
    if listing.sort == "username":
        return sorted(found, key=lambda row: row.username)
    if listing.sort == "id":
        return sorted(found, key=lambda row: (not row.roster_id, _natural(row.roster_id)))
    if listing.sort == "extra":
        return sorted(found, key=lambda row: -row.extra_time)
    return found


def _natural(text: str) -> tuple[int, str]:
    """Numbers by their length, so that 9 comes before 10."""
    return (len(text) if text.isdigit() else 0), text
