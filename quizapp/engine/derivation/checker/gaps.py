"""What is missing where a sentence has a gap."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.engine.derivation.checker.comparing import collapsed, require

GAP = re.compile("_{3,}")
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Gap:
    """The words that are missing, and what of their sentence stands before and after them."""

    before: str
    words: str
    after: str

    @property
    def around(self) -> str:
        """What of the sentence is there."""
        return self.filled(" ")

    def filled(self, words: str) -> str:
        """Return the sentence with other words in the gap."""
        return f"{self.before}{words}{self.after}"


def find_gap(stem: str, sentences: Iterable[str]) -> Gap:
    """Return the gap that one of the sentences has in the stem; raises Wrong where there is none.

    It is that of which most of its sentence is there.
    """
    before, *others = GAP.split(stem)
    require(len(others) == 1, f"The question has {len(others)} gaps.")
    texts = (text for sentence in sentences for text in _ways_to_begin(sentence))
    gaps = [_gap(before, others[0], text) for text in texts]
    best = max(gaps, key=lambda gap: len(gap.around), default=Gap("", "", ""))
    is_one = _LETTER.search(best.words) and _LETTER.search(best.around)
    require(bool(is_one), "The question is no sentence of the article with a gap.")
    return best


def _ways_to_begin(sentence: str) -> set[str]:
    """Return a sentence as it is, and with the capital that a question begins with."""
    text = collapsed(sentence)
    return {text, text[:1].upper() + text[1:]}


def _gap(before: str, after: str, text: str) -> Gap:
    """Return what of a text is missing between `before` and `after`, as little as can be."""
    longest = range(min(len(before), len(text)), -1, -1)
    start = next(at for at in longest if before.endswith(text[:at]))
    longest = range(min(len(after), len(text)), -1, -1)
    end = len(text) - next(
        count for count in longest if after.startswith(text[len(text) - count :])
    )
    return Gap(text[:start], text[start:end], text[end:])
