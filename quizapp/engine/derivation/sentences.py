"""Where the sentences of a paragraph begin and end."""

import re
from collections.abc import Iterator

from quizapp.engine.derivation.words import word_set

_OPENERS = "\"'([*_“‘«„¿¡"
_END = re.compile(
    r"""
    (?:(?P<stop>[.!?…؟۔]+)(?:["'”’»)*_`¹²³⁴⁵⁶⁷⁸⁹⁰]|\[[^\[\]\s]{1,40}\])*+(?:\s+|$))
    | [。！？]+[」』”’）]*\s*
    """,
    re.VERBOSE,
)
_ALWAYS = word_set(
    "mr mrs ms dr prof st ste gen col lt sgt capt cpt maj rev hon sen rep gov pres adm "
    "cmdr vs v cf viz al e.g i.e eds ed trans mt ft messrs mme"
)
_BEFORE_A_NUMBER = word_set(
    "no nos nr c ca p pp vol vols fig figs ch chap sec art approx est app eq b d r fl jan "
    "feb mar apr jun jul aug sep sept oct nov dec"
)
_UNLESS_A_SENTENCE_STARTS = word_set("jr sr inc ltd co corp dept bros etc")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_STARTERS = word_set(
    "the a an it its he she they his her their we i you this that these those there in on "
    "at by for from with after before during when while although however but and yet so as "
    "if not no some many most all both each one two three since until under over only then "
    "today"
)
_WORD = re.compile(r"\w+")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of `text`, which has no white space at its ends."""
    start = 0
    for end in _END.finditer(text):
        if end.end() == len(text):
            break
        if end["stop"] is not None and not _is_end(text, start, end):
            continue
        yield start, start + len(text[start : end.end()].rstrip())
        start = end.end()
    if start < len(text):
        yield start, len(text)


def _is_end(text: str, start: int, end: re.Match[str]) -> bool:
    following = text[end.end() : end.end() + 40].lstrip(_OPENERS)
    if not following or following[0].islower():
        return False
    if end["stop"] != ".":
        return True
    token = text[max(start, end.start() - 20) : end.start()].split()[-1:]
    word = token[0].lstrip(_OPENERS).lower() if token else ""
    if not _WORD.search(word) or (word.isdecimal() and word == text[start : end.start()].strip()):
        return False
    if word in _ALWAYS:
        return False
    if word in _BEFORE_A_NUMBER:
        return not following[0].isdecimal()
    if word in _UNLESS_A_SENTENCE_STARTS or (_ACRONYM.fullmatch(word) and word != "i"):
        first = _WORD.match(following)
        return first is not None and first[0].lower() in _STARTERS
    return True
