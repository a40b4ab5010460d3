"""The simulated students: what they can, how they work, and how both change over the weeks."""

from dataclasses import dataclass
from random import Random
from statistics import NormalDist

STUDENTS = 30
WEEKS = 6

NAMES = (
    *("Aaron T.", "Amina K.", "Ben W.", "Chiara R.", "Daniel O.", "Elif S.", "Emma H.", "Farid N."),
    *("Freya L.", "George P.", "Hana M.", "Hugo B.", "Ines C.", "Ivan D.", "Jada F.", "Jonas G."),
    *("Kofi A.", "Lena V.", "Leo J.", "Lucia E.", "Marta Z.", "Mei X.", "Milan Q.", "Nadia I."),
    *("Noah U.", "Olga Y.", "Priya B.", "Samir H.", "Sofia T.", "Yusuf W."),
)

WEAKEST = 0.75
"""The ability below which nobody is: two are to be in trouble, and no others."""
FALLING, ABSENT = 9, 21
"""The two who are in trouble: one whose scores fall, one who stops handing in."""
SLOW, EXCUSED, PRAISED = 4, 13, 17
"""One with extra time, one who was ill, one with a score given by hand."""
TARDY = (6, 24)


@dataclass(frozen=True, slots=True)
class Pupil:
    """One simulated student; abilities are in logits, 0 is the middle of the class.

    `diligence` is the share of days on which flashcards are studied.
    """

    number: int
    name: str
    username: str
    ability: float
    weekly_change: float
    diligence: float

    def ability_in(self, week: int) -> float:
        """What the student can in this week, counted from 0."""
        return self.ability + self.weekly_change * week

    def hands_in(self, week: int) -> bool:
        """Whether the student takes the quiz of this week at all."""
        return not (self.number == ABSENT and week >= 2)

    def is_late(self, week: int) -> bool:
        """Whether the student hands in after it was due."""
        return self.number in TARDY and week % 2 == 1


def make_pupils(seed: int) -> list[Pupil]:
    """Thirty students whose abilities are spread as in an ordinary class."""
    draw = Random(seed)
    spread = NormalDist(1.5, 1.1)
    places = [(place + 0.5) / STUDENTS for place in range(STUDENTS)]
    abilities = [max(WEAKEST, spread.inv_cdf(place)) for place in places]
    draw.shuffle(abilities)
    return [_pupil(number, ability, draw) for number, ability in enumerate(abilities)]


def _pupil(number: int, ability: float, draw: Random) -> Pupil:
    change, diligence = draw.uniform(-0.05, 0.15), draw.uniform(0.25, 0.9)
    if number == FALLING:
        ability, change, diligence = 1.2, -0.75, 0.1
    if number == ABSENT:
        ability, change, diligence = -0.4, 0.0, 0.05
    return Pupil(number, NAMES[number], f"demo-{number + 1:02}", ability, change, diligence)
