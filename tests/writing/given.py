"""People who have to do with a bank, and their browsers."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.banks.models import Bank, BankShare
from quizapp.banks.services import BankSummary
from quizapp.database import write
from tests.factories import make_bank, make_person
from tests.page_client import PageClient
from tests.visits import visit_as


@dataclass(frozen=True, slots=True)
class People:
    """The owner of `rivers`, colleagues, an administrator and a student."""

    owner: Person
    viewer: Person
    editor: Person
    colleague: Person
    admin: Person
    student: Person

    def by_name(self) -> Mapping[str, Person]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def make_people(session: Session) -> People:
    return People(
        owner=make_person(session, "owner", role="teacher"),
        viewer=make_person(session, "viewer", role="teacher"),
        editor=make_person(session, "editor", role="teacher"),
        colleague=make_person(session, "colleague", role="teacher"),
        admin=make_person(session, "admin", role="administrator"),
        student=make_person(session, "student"),
    )


def make_shared_bank(session: Session, people: People, *, is_open: bool = True) -> BankSummary:
    """The owner's bank, shared with the viewer and the editor."""
    bank = make_bank(session, owner=people.owner)
    with write(session):
        session.get_one(Bank, bank.id).is_open = is_open
        for person, may_edit in ((people.viewer, False), (people.editor, True)):
            session.add(BankShare(bank_id=bank.id, user_id=person.id, may_edit=may_edit))
    return bank


def visits(app: Flask, session: Session, people: People) -> dict[str, PageClient]:
    """A browser of each."""
    return {name: visit_as(app, session, person) for name, person in people.by_name().items()}
