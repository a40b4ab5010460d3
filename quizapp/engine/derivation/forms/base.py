"""What every form of question is, and what forms give."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from quizapp.engine.derivation.facts import Fact
from quizapp.engine.derivation.material import Material
from quizapp.engine.derivation.proposals import Place, Refusal
from quizapp.engine.kinds import Kind

MOST_OF_A_FORM = 200

T = TypeVar("T")
Family = Literal["timeline", "figures", "comparison", "faq", "prose"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before the gates; the key of a choice is its first option.

    `name` is what is asked for, in words that identify the question among those of its form.
    `asks` are pairs of a name and a value that only who knows the answer can put together, and
    `given` the article's words in the stem. `feedback` runs in step with the options of a choice,
    and says of each wrong one what it belongs to. `places` and `option_places` are those of a
    Proposal. Without a fact, `section` is the headings over it.
    """

    form: str
    name: str
    stem: str
    body: Kind
    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    option_places: tuple[Place | None, ...] = ()
    explanation: str = ""
    asks: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()
    feedback: tuple[str, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A template of questions: its id, its name for a person, and the file its questions go to.

    `items` are what there may be a question on, and `draft` makes one of each, or tells why not.
    """

    id: str
    label: str
    family: Family
    difficulty: Literal["easy", "medium", "hard"]
    items: Callable[[Material], Sequence[Any]]
    draft: Callable[[Material, Any], Draft | Refusal | None]

    def drafts(self, material: Material) -> Iterator[Draft | Refusal]:
        """Yield the questions on an article; of a very long one on items from all over it."""
        items = self.items(material)
        count = min(len(items), MOST_OF_A_FORM)
        for number in range(count):
            made = self.draft(material, items[number * len(items) // count])
            if made is not None:
                yield made


def refusal(gate: str, form: str, fact: Fact, reason: str) -> Refusal:
    """Return that no question of this form is made of the fact, and why."""
    return Refusal(gate, form, reason, fact.quote, fact.line)


def groups(chain: Sequence[T], size: int = 4) -> list[Sequence[T]]:
    """Return the items in groups of about `size`, three to five, and none where there are fewer."""
    count = max(1, round(len(chain) / size))
    parts = [
        chain[len(chain) * number // count : len(chain) * (number + 1) // count]
        for number in range(count)
    ]
    return [part for part in parts if len(part) > 2]
