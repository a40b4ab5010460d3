"""Gates: what is wrong with the wording of a question that has one right answer."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from quizapp.engine.derivation.forms.base import Draft
from quizapp.engine.derivation.wording import GAP, content_words, same_words
from quizapp.engine.derivation.words import word_set
from quizapp.engine.kinds import Matching, Ordering, ShortAnswer, SingleChoice, TrueFalse

LONGEST_STEM = 700
LONGEST_OPTION = 250

_YEAR = re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])")
_SEQUENCE = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|1st|2nd|3rd|[4-9]th|i{1,3}|iv|vi{0,3}|one|two"
    r"|three|begins?|began|starts?|started|opens?|opened|ends?|ended|closes?|closed|early|late|later"
    r"|final|last|again|re\w{3,}|[0-9]+(?:\.[0-9]+)*)\b",
    re.IGNORECASE,
)
_ALL_OR_NONE = re.compile(
    r"(?:all|none|both|neither|any|either|some|most|others?|various|several|unknown|disputed|mixed)"
    r"(?:[ ,:].*)?|n/?a|varies|same(?: as .*)?|see .*|ditto",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nor|neither|without|cannot)\b|n['’]t\b", re.I
)
_ANAPHORA = word_set(
    "it its itself he him his she her hers they them their theirs this that these those such "
    "former latter same then here there above below following next previous earlier later also "
    "too however thus therefore hence meanwhile instead moreover afterwards again another other "
    "so but and or yet nor both each neither either one ones who which because since although "
    "while when where after before until once if as whose whom what"
)
_OPENING_WORDS = 3
# Not the US, the month of May, World War I or Charles I of England.
_SPEAKER = re.compile(
    r"\b(?:yes|my|we|our|ours|you|your|yours|let['’]s|(?-i:us|me))\b"
    r"|(?-i:(?<!War )\bI\b(?![.:;)]|$| of\b|['’]s\b))",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|he|him|his|she|her|they|them|their)\b", re.IGNORECASE)
_POINTER = re.compile(
    r"\b(?:this|these|those|such|that (?:year|month|day|week|time|period|decade|century)"
    r"|(?:in|of|for|by|on|at|to|from|with) that|then|earlier|later|afterwards|previously|meanwhile"
    r"|the (?:two|three|four|five|other|same|former|latter|following|above|previous|next))\b"
    r"|\b(?:figure|table|chapter|section|appendix) [0-9]|\b(?:see|below|above|here)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:today|now(?:adays)?|current(?:ly)?|recent(?:ly)?|ago|so far|to date|still"
    r"|present)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?!(?:In|On|At|By|From|For|With|After|Before|During|Since|Until|As|When|While|Under|Between"
    r"|Through|To|Of|And|But|If|So|Yet)\b)[A-Z][\w’'-]+(?: (?:of |the )*[A-Z][\w’'-]+)+"
)
_HEDGE = re.compile(
    r"\b(?:(?-i:may)|might|could|perhaps|possibly|probably|presumably|apparently|allegedly|reportedly"
    r"|supposedly|likely|seems?|appears?|suggests?|suggested|claims?|claimed|believed|thought|said"
    r"|rumou?red|legend|tradition|argue[sd]?|disputed|controversial|uncertain|unclear|unknown"
    r"|arguably|some (?:say|historians|people)|if|would|should|hopefully|fortunately"
    r"|unfortunately|sadly|amazing(?:ly)?|surprisingly|expected|planned|scheduled|predicted"
    r"|estimated|estimates?|according)\b",
    re.IGNORECASE,
)


class Stop(NamedTuple):
    """The gate that stops a question, and the reason in plain words."""

    gate: str
    reason: str


def find_stop(draft: Draft) -> Stop | None:
    """Return what stops a draft, None where it may be asked; the key of a choice stands first."""
    for gate, check in GATES.items():
        reason = next(check(draft), "")
        if reason:
            return Stop(gate, reason)
    return None


def leak_year(draft: Draft) -> Iterator[str]:
    """No name gives the year away that is asked for, and no year the name."""
    if draft.form.startswith("faq."):
        # Where the article asks about a year, its answer may name the year too.
        return
    for name, value in draft.asks:
        shared = set(_YEAR.findall(name)) & set(_YEAR.findall(value))
        if shared:
            yield f"“{name}” names {min(shared)}, which gives the answer away."


def leak_word(draft: Draft) -> Iterator[str]:
    """No rare word of the asking words stands in the key alone."""
    given = content_words(" ".join(draft.given))
    if isinstance(draft.body, SingleChoice):
        key, *others = map(content_words, draft.body.options)
        for word in sorted((given & key).difference(*others)):
            yield f"“{word}” stands in the question and in the right answer alone."
        if spelled := _spelled_out(draft.body.options[0], " ".join(draft.given)):
            yield f"“{spelled}” are the first letters of words in the question or the answer."
    if isinstance(draft.body, Matching):
        yield from _matching_leaks(draft.body)
    if isinstance(draft.body, ShortAnswer):
        key = content_words(draft.body.accepted[0])
        if key and key <= given:
            yield f"The question says “{draft.body.accepted[0]}” itself."


def _spelled_out(key: str, given: str) -> str:
    """Return an abbreviation in one of the texts that the other spells out, "" for none."""
    for short, long in ((key, given), (given, key)):
        initials = "".join(word[0] for word in _CAPITALISED.findall(long))
        if found := next((word for word in _CAPITALS.findall(short) if word in initials), ""):
            return found
    return ""


def _matching_leaks(body: Matching) -> Iterator[str]:
    for left, right in body.pairs:
        if spelled := _spelled_out(left, right):
            yield f"“{spelled}” are the first letters of words on the other side."
    rights = [content_words(right) for _, right in body.pairs]
    for number, (left, _) in enumerate(body.pairs):
        others = rights[:number] + rights[number + 1 :]
        for word in sorted((content_words(left) & rights[number]).difference(*others)):
            yield f"“{word}” stands on both sides of a pair and nowhere else."


def leak_length(draft: Draft) -> Iterator[str]:
    """The key is not longer by far than every other option."""
    if isinstance(draft.body, SingleChoice):
        key, *others = map(len, draft.body.options)
        if key > 1.5 * max(others) and key - max(others) > 8:
            yield "The right answer is much longer than the others."


def leak_article(draft: Draft) -> Iterator[str]:
    """The word before the gap does not tell whether the key begins with a vowel."""
    if re.search(rf"\ban? (?:{re.escape(GAP)}|$)", draft.stem, re.IGNORECASE):
        yield "“a” or “an” before the gap tells how the answer begins."


def leak_sequence(draft: Draft) -> Iterator[str]:
    """No two names that are to be put in order are told apart by `first`, `second`, `begins`."""
    if draft.form not in {"timeline.order", "timeline.first", "timeline.between"}:
        return
    texts = [name for name, _ in draft.asks]
    bare = [same_words(_SEQUENCE.sub("", text)) for text in texts]
    counted = [bool(_SEQUENCE.search(text)) for text in texts]
    for number, first in enumerate(texts):
        for other in range(number + 1, len(texts)):
            shared = content_words(bare[number]) & content_words(bare[other])
            if (counted[number] or counted[other]) and shared:
                yield f"“{first}” and “{texts[other]}” tell their order by their names."


def agreement(draft: Draft) -> Iterator[str]:
    """The key is not the odd one out by its shape, with which alone it could be found."""
    if not isinstance(draft.body, SingleChoice) or len(draft.body.options) < 3:
        return
    for words, has in _SHAPES.items():
        key, *others = map(has, draft.body.options)
        if key not in others:
            yield f"The right answer alone {'has' if key else 'lacks'} {words}."


_SHAPES: dict[str, Callable[[str], bool]] = {
    "a capital at its beginning": lambda text: text.lstrip("\"'“‘")[:1].isupper(),
    "a full stop": lambda text: text.endswith("."),
    "quotation marks": lambda text: text.startswith(('"', "“", "'", "‘")),
    "a digit": lambda text: any(sign.isdecimal() for sign in text),
    "more than one sentence": lambda text: ". " in text,
    "brackets": lambda text: "(" in text,
}


def all_none(draft: Draft) -> Iterator[str]:
    """No option is `all of these`, `none`, `unknown`."""
    for option in _options(draft):
        if _ALL_OR_NONE.fullmatch(option.strip(" .\"'“”")):
            yield f"“{option}” is no answer of its own."


def double_negative(draft: Draft) -> Iterator[str]:
    """Nothing denied is asked to be confirmed or denied."""
    if isinstance(draft.body, TrueFalse) and (found := _NEGATION.search(" ".join(draft.given))):
        yield f"To judge a statement with “{found[0]}” is to think round two corners."


def context(draft: Draft) -> Iterator[str]:
    """A sentence that is asked alone is understood alone."""
    if not draft.form.startswith("prose."):
        return
    text = draft.given[0]
    words = [word.strip("“”\"'(),;:").casefold() for word in text.split()]
    if found := next((word for word in words[:1] if word in _ANAPHORA), ""):
        yield f"“{found}” goes on from the sentence before."
    if found := next((word for word in words[:_OPENING_WORDS] if _PRONOUN.fullmatch(word)), ""):
        yield f"“{found}” is not explained in this sentence."
    if (pronoun := _PRONOUN.search(text)) and not _NAMED.match(text):
        yield f"“{pronoun[0]}” is not explained in this sentence."
    if moment := _NOW.search(text):
        yield f"“{moment[0]}” is the time of writing, which may be over."
    if pointer := _POINTER.search(text):
        yield f"“{pointer[0]}” points out of this sentence."


def opinion(draft: Draft) -> Iterator[str]:
    """A sentence that is asked states something, and not what somebody thinks, fears or plans."""
    if not draft.form.startswith("prose."):
        return
    text = draft.given[0]
    if speaker := _SPEAKER.search(text):
        yield f"The writer speaks of themselves: “{speaker[0]}”."
    if hedge := _HEDGE.search(text):
        yield f"This is not stated as certain: “{hedge[0]}”."


def kind(draft: Draft) -> Iterator[str]:
    """The question can be stored and read at one look."""
    if len(draft.stem) > LONGEST_STEM:
        yield "The question would be too long."
    if any(len(option) > LONGEST_OPTION for option in _options(draft)):
        yield "An option would be too long to be compared at one look."
    for fault in draft.body.faults():
        yield fault.message


def _options(draft: Draft) -> tuple[str, ...]:
    match draft.body:
        case SingleChoice(options=options):
            return options
        case Ordering(items=items):
            return items
        case Matching(pairs=pairs):
            return tuple(side for pair in pairs for side in pair)
    return ()


GATES: dict[str, Callable[[Draft], Iterator[str]]] = {
    "kind": kind,
    "leak-year": leak_year,
    "leak-word": leak_word,
    "leak-length": leak_length,
    "leak-article": leak_article,
    "leak-sequence": leak_sequence,
    "agreement": agreement,
    "all-none": all_none,
    "double-negative": double_negative,
    "context": context,
    "opinion": opinion,
}
"""The gates by their ids, in the order in which they are asked."""
