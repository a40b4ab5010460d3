"""Articles and derivations for the tests of this feature."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.services import Person
from quizapp.derivations import services
from quizapp.derivations.models import DecidedQuestion, ProposedQuestion
from quizapp.derivations.reviewing import Chosen, ReviewCard, list_cards
from quizapp.derivations.services import DerivationView, GivenArticle
from tests.factories import NOW
from tests.rows import refresh

ARTICLE = """# The rivers of the east

The Volga was dammed at Rybinsk in 1941.

| River | Length | Basin |
|---|---|---|
| Volga | 3,531 km | 1,360,000 km² |
| Ural | 2,428 km | 231,000 km² |
| Don | 1,870 km | 425,600 km² |
| Dnieper | 2,201 km | 504,000 km² |
| Kama | 1,805 km | 507,000 km² |

## Bridges

| Bridge | Opened | Remark |
|---|---|---|
| Syzran Bridge | 30 August 1880 | The longest of Europe then |
| Kazan Bridge | 20 June 1913 | Rebuilt with two tracks |
| Saratov Bridge | 10 July 1965 | The longest of the country then |
| Ulyanovsk Bridge | 5 October 1916 | Named after the emperor first |

## Questions

**Where does the Volga end?**
In the Caspian Sea, which has no outlet.

**Is the Volga navigable?**
Yes, from Tver down to the sea.
"""
CORRECTED = ARTICLE.replace("3,531 km", "3,692 km").replace(
    "| Kama | 1,805 km | 507,000 km² |\n", ""
)
FACTLESS = "There is nothing here.\n\nIt goes on like that.\n"


def derive_for(
    session: Session,
    person: Person,
    text: str = ARTICLE,
    *,
    title: str = "",
    now: datetime = NOW,
) -> DerivationView:
    """A derivation of the article, made at once."""
    given = GivenArticle(text, title=title)
    derivation_id, job_id = services.derive_article(session, person, given, now)
    assert job_id is None
    return find(session, person, derivation_id)


def find(session: Session, person: Person, derivation_id: int = 1) -> DerivationView:
    """The derivation as it is by now."""
    refresh(session)
    found = services.find_derivation(session, person, derivation_id)
    session.commit()
    return found


def cards_of(session: Session, derivation: DerivationView, shown: str = "all") -> list[ReviewCard]:
    """The first page of these questions."""
    refresh(session)
    found = list_cards(session, derivation, Chosen(shown))
    session.commit()
    return found


def positions(session: Session, **having: str) -> dict[str, int]:
    """The positions of proposed questions, of a form where one is given, by their keys."""
    refresh(session)
    query = select(ProposedQuestion.key, ProposedQuestion.position).filter_by(**having)
    found = {row[0]: row[1] for row in session.execute(query.order_by(ProposedQuestion.position))}
    session.commit()
    return found


def verdicts(session: Session) -> dict[str, str]:
    """What is decided, by the key of the question."""
    refresh(session)
    query = select(DecidedQuestion.key, DecidedQuestion.verdict).order_by(DecidedQuestion.key)
    found = {row[0]: row[1] for row in session.execute(query)}
    session.commit()
    return found
