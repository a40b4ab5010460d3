"""Plain text to Markdown that shows it as it is: the one rule for the text of other tools."""

import re

_INLINE = re.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~]|$)         # a backslash that would escape something
    | [`$]
    | (?<!\ )\* | \*(?!\ )          # between two spaces it is a multiplication sign
    | (?<![^\W_])_ | _(?![^\W_])    # inside a word it is a part of the word
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w{1,32};)
    | ~(?=~) | (?<=~)~
    """,
    re.VERBOSE,
)
_LINK = re.compile(r"\][(\[:]")
_BRACKET = re.compile(r"[\[\]]")
# What begins a heading, a list or a quotation; below another line also an underline or a table.
_FIRST_START = re.compile(r"(?=(?:\#{1,6}|[-+*])(?:\s|$)|>|-[-\s]*$)")
_LATER_START = re.compile(r"(?=[-=:|][-=:|\s]*$)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_INDENT = re.compile(r"[ \t]+")
_BLANK_LINES = re.compile(r"\n\n+")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows `text` as it is, with its lines and their indentation."""
    has_link = bool(_LINK.search(text))
    lines = [
        escape_inline(_indented(line.rstrip()), has_link=has_link) for line in text.split("\n")
    ]
    return join_lines(lines)


def escape_inline(text: str, *, has_link: bool) -> str:
    """Return a piece of text without Markdown's marks; brackets count where a link is possible."""
    text = _INLINE.sub(r"\\\g<0>", text)
    return _BRACKET.sub(r"\\\g<0>", text) if has_link else text


def has_link_marks(text: str) -> bool:
    """Return whether brackets in `text` could make a link of it."""
    return bool(_LINK.search(text))


def join_lines(lines: list[str]) -> str:
    """Return lines of Markdown one below the other; an empty line begins a new paragraph."""
    guarded = [guard_start(line, is_first=number == 0) for number, line in enumerate(lines)]
    paragraphs = _BLANK_LINES.split("\n".join(guarded).strip("\n"))
    return "\n\n".join(paragraph.replace("\n", "\\\n") for paragraph in paragraphs)


def guard_start(line: str, *, is_first: bool) -> str:
    """Return a line that begins no heading, list, quotation, rule or table."""
    if _FIRST_START.match(line) or (not is_first and _LATER_START.match(line)):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def _indented(line: str) -> str:
    indent = _INDENT.match(line)
    if not indent:
        return line
    width = len(indent[0].expandtabs(4))
    return NO_BREAK_SPACE * width + line[indent.end() :]
