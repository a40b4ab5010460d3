"""The plain words of a passage: Markdown marks, links and tags off, white space collapsed."""

import html
import re
import string

# Escaped signs and code are carried through as lone surrogates, which no article has.
_HIDE = {ord(sign): 0xDC00 + ord(sign) for sign in string.punctuation}
_SHOW = {hidden: sign for sign, hidden in _HIDE.items()}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_MARKED = re.compile(r"[\[*_`<&~\\{]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(`{1,2})([^`]*)\1")
_TARGET = r"\([^()]*(?:\([^()]*\)[^()]*)*\)"
_IMAGE = re.compile(rf"!\[[^\[\]]*\](?:{_TARGET}|\[[^\[\]]*\])?")
_LINK = re.compile(rf"\[(?!\^|\d{{1,3}}\])([^\[\]]*)\](?:{_TARGET}|\[(?!\^)[^\[\]]*\])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_SUP = re.compile(r"<sup>\s*([0-9]{1,3})\s*</sup>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_ATTRIBUTES = re.compile(r"\{:[^{}]*\}")
_RUN = re.compile(r"\*+|_+|~~")


def word_set(names: str) -> frozenset[str]:
    """Return the words of `names`."""
    return frozenset(names.split())


def collapsed(text: str) -> str:
    """Return `text` with one space for each stretch of white space, and none at its ends."""
    return " ".join(text.split())


def superscript(text: str) -> str:
    """Return `text` with its digits raised, as many characters as before."""
    return text.translate(_SUPERSCRIPTS)


def plain_words(markdown: str) -> str:
    """Return the words of inline Markdown; footnote marks stay, as in `2.7 million*`."""
    if not _MARKED.search(markdown):
        return collapsed(markdown)
    text = _ESCAPE.sub(lambda found: found[1].translate(_HIDE), markdown)
    text = _CODE.sub(lambda found: found[2].translate(_HIDE), text)
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _SUP.sub(lambda found: superscript(found[1]), _AUTOLINK.sub(r"\1", text))
    text = _TAG.sub("", _BREAK.sub(" ", text))
    text = _without_emphasis(_ATTRIBUTES.sub("", text))
    return collapsed(html.unescape(text).translate(_SHOW))


def _without_emphasis(text: str) -> str:
    opened: dict[str, tuple[int, int]] = {}
    removed: list[tuple[int, int]] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
        if before.isalnum() and after.isalnum():
            continue
        if not before.isspace() and run[0] in opened:
            removed += [opened.pop(run[0]), (start, end)]
        elif not after.isspace():
            opened[run[0]] = (start, end)
    kept, position = [], 0
    for start, end in sorted(removed):
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])
