"""Anki's HTML to Markdown, and back where it comes back as the very same Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from quizapp.engine.formats.markdown_text import (
    NO_BREAK_SPACE,
    escape_inline,
    guard_start,
    has_link_marks,
)

MAX_DEPTH = 100

_SOURCE = re.compile(r'<div class="?markdown"?>(.*)</div>', re.DOTALL)
_LINE_END = re.compile(r"<br\s*/?>")
_ANY_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>?")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
_MATHS = (
    re.compile(r"\\\((.{1,2000}?)\\\)", re.DOTALL),
    re.compile(r"\\\[(.{1,2000}?)\\\]", re.DOTALL),
    re.compile(r"\[\$\](.{1,2000}?)\[/\$\]", re.DOTALL),
    re.compile(r"\[\$\$\](.{1,2000}?)\[/\$\$\]", re.DOTALL),
)
_MATH_TAG = r"<anki-mathjax>\1</anki-mathjax>"
# A parser repeats an element of these in every later paragraph, until it is closed rightly. Under a
# name that it does not know an element has no effect beyond its own end.
_FORMATTING = re.compile(
    r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE
)
_MARKS = {"x-b": "**", "x-strong": "**", "x-i": "*", "x-em": "*"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_PARAGRAPHS = frozenset(
    ["p", "ul", "ol", "table", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_LEFT_OUT = frozenset(
    ["script", "style", "template", "noscript", "svg", "iframe", "object", "title", "head"]
)
_NEVER_NESTED = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "col",
        "source",
        "meta",
        "link",
    ]
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))


def to_markdown(html: str) -> str:
    """Return the Markdown of a field of Anki: its lines, lists, emphasis, code and formulas.

    Pictures leave their name behind; scripts and styles leave nothing.
    """
    if source := _SOURCE.fullmatch(html):
        text = _LINE_END.sub("\n", source[1])
        if not _ANY_TAG.search(text):
            return unescape(text)
    for maths in _MATHS:
        html = maths.sub(_MATH_TAG, html)
    if _depth(html) > MAX_DEPTH:
        html = _ANY_TAG.sub(" ", html)
    tree = LexborHTMLParser(_FORMATTING.sub(r"<\1x-\2", html))
    if tree.body is None:
        return ""
    reader = _Reader(has_link=has_link_marks(tree.body.text()))
    for node, opened in _walk(tree.body):
        reader.take(node, opened=opened)
    return reader.markdown()


def _depth(html: str) -> int:
    depth = deepest = 0
    for slash, name in _TAG_NAME.findall(html):
        if name.lower() not in _NEVER_NESTED:
            depth = max(0, depth - 1) if slash else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _walk(body: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node when it is entered, and each element when it is left."""
    waiting = [(body, True)]
    while waiting:
        node, opened = waiting.pop()
        if not opened or node.is_text_node:
            yield node, opened
        elif node.is_element_node and node.tag not in _LEFT_OUT:
            yield node, True
            if node.tag in {"anki-mathjax", "x-code", "sub", "sup"}:
                continue
            waiting.append((node, False))
            waiting += [(child, True) for child in node.iter(include_text=True)][::-1]


@dataclass(slots=True)
class _Reader:
    """Takes the nodes of a field in their order and collects lines of Markdown.

    A line is (prefix of its list item, pieces); a piece is (Markdown, the same without marks).
    """

    has_link: bool
    lines: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[tuple[str, str]] = field(default_factory=list)
    prefix: str = ""
    marks: list[tuple[str, int]] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    preformatted: int = 0
    is_sensitive: bool = False
    """Whether the marks of the last piece would not be read beside a letter."""

    def take(self, node: LexborNode, *, opened: bool) -> None:
        """Take the beginning or the end of an element, or a text."""
        tag = node.tag or ""
        if node.is_text_node:
            self._take_text(node.text_content or "")
        elif tag in _MARKS:
            self._open(_MARKS[tag]) if opened else self._close(_MARKS[tag])
        elif tag in {"anki-mathjax", "x-code", "sub", "sup"}:
            self._take_leaf(tag, node.text())
        elif tag == "br" and opened:
            self._end_line(always=True)
        elif tag == "img" and opened:
            name = (node.attributes.get("src") or "").rpartition("/")[2]
            self._add(f"[image: {name}]" if name else "[image]")
        elif tag == "x-a":
            self._take_link(node, opened=opened)
        elif tag in _BLOCKS:
            self._take_block(tag, opened=opened)

    def markdown(self) -> str:
        """Return the Markdown of all that was taken."""
        self._end_line()
        written: list[str] = []
        before: str | None = None
        for prefix, text in self.lines:
            if not text and not prefix:
                before = None
                continue
            if written:
                written.append(_between(before, prefix))
            line = guard_start(text, is_first=not written)
            written.append(f"{prefix}{line}")
            before = prefix
        return "".join(written).strip()

    def _take_text(self, text: str) -> None:
        if not self.preformatted:
            self._add(text)
            return
        first, *others = text.split("\n")
        self._add(first.replace(" ", NO_BREAK_SPACE))
        for line in others:
            self._end_line(always=True)
            self._add(line.replace(" ", NO_BREAK_SPACE))

    def _add(self, text: str) -> None:
        spaced = _SPACES.sub(" ", text)
        if not self.preformatted:
            spaced = _SPACES.sub(" ", spaced.replace(NO_BREAK_SPACE, " "))
        escaped = escape_inline(spaced, has_link=self.has_link)
        # The space may be cut off, and then the backslash would escape what follows.
        self._put(f"{escaped[:-1]}\\ " if escaped.endswith("\\ ") else escaped)

    def _put(self, piece: str) -> None:
        if not piece:
            return
        if self.is_sensitive and not piece[0].isspace() and not _is_sign(piece[0]):
            plain = self.pieces[-1][1]
            self.pieces[-1] = plain, plain
        self.is_sensitive = False
        self.pieces.append((piece, piece))

    def _take_leaf(self, tag: str, text: str) -> None:
        if tag == "x-code" and text.strip() and "`" not in text:
            self._put(f"`{_SPACES.sub(' ', text).strip()}`")
        elif tag == "anki-mathjax" and text.strip() and "$" not in text:
            self._put(f"${_SPACES.sub(' ', text).strip()}$")
        elif tag in {"sub", "sup"}:
            self._add(_shifted(text, is_raised=tag == "sup"))
        else:
            self._add(text)

    def _take_link(self, node: LexborNode, *, opened: bool) -> None:
        if opened:
            self.addresses.append((node.attributes.get("href") or "").strip())
            return
        address = self.addresses.pop()
        if address.lower().startswith(("http://", "https://")) and address != node.text().strip():
            self._add(f" ({address})")

    def _take_block(self, tag: str, *, opened: bool) -> None:
        self._end_line()
        if tag in _PARAGRAPHS and not self.lists:
            self.lines.append(("", ""))
        if tag == "pre":
            self.preformatted += 1 if opened else -1
        elif tag in {"ul", "ol"} and opened:
            self.lists.append(None if tag == "ul" else 0)
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif tag == "li" and opened:
            self.prefix = self._item_prefix()
        elif tag == "li":
            self.prefix = ""

    def _item_prefix(self) -> str:
        if not self.lists:
            return "- "
        indent = "   " * (len(self.lists) - 1)
        number = self.lists[-1]
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number + 1}. "

    def _open(self, mark: str) -> None:
        self.marks.append((mark, len(self.pieces)))

    def _close(self, mark: str) -> None:
        """Put the mark around the pieces since it was opened, if it would be read as one there."""
        opened, start = self.marks.pop()
        marked, plain = (_joined(self.pieces[start:], at) for at in (0, 1))
        is_edged = marked.strip().startswith("*") or marked.strip().endswith("*")
        if is_edged and len(self.pieces) - start > 1:
            # Marks beside those of another would be read as one.
            marked, self.is_sensitive = plain, False
        text = marked.strip()
        nested = any(other == mark for other, _ in self.marks)
        before = _joined(self.pieces[:start], 0)[-1:]
        if start > len(self.pieces) or not text or nested or not _can_open(before, text):
            return
        left = " " if marked[:1] == " " else ""
        right = " " if marked[-1:] == " " else ""
        is_safe = not self.is_sensitive and text.rstrip("*")[-1:].isalnum()
        self.pieces[start:] = [(f"{left}{opened}{text}{opened}{right}", plain)]
        self.is_sensitive = not right and not is_safe

    def _end_line(self, *, always: bool = False) -> None:
        # What is emphasised over several lines is so on each of them.
        reopened = [mark for mark, _ in self.marks]
        for mark in reopened[::-1]:
            self._close(mark)
        text = _SPACES.sub(" ", _joined(self.pieces, 0)).strip(" ")
        self.pieces.clear()
        self.is_sensitive = False
        self.marks.extend((mark, 0) for mark in reopened)
        if text or always:
            self.lines.append((self.prefix if text else "", text))
            if text and self.prefix:
                self.prefix = " " * len(self.prefix)


def _between(before: str | None, prefix: str) -> str:
    """Return what stands between two lines; None before is an empty line."""
    if before is None or bool(before) != bool(prefix):
        return "\n\n"
    if not prefix or not prefix.strip():
        return "\\\n"
    return "\n"


def _can_open(before: str, text: str) -> bool:
    """Return whether a mark between `before` and `text` would be read as emphasis."""
    if before in {"*", "\\"}:
        return False
    return not before.strip() or not before.isalnum() or text[0].isalnum()


def _joined(pieces: Sequence[tuple[str, str]], at: int) -> str:
    return "".join(piece[at] for piece in pieces)


def _is_sign(char: str) -> bool:
    return char.isascii() and not char.isalnum()


def _shifted(text: str, *, is_raised: bool) -> str:
    signs = _RAISED if is_raised else _LOWERED
    text = text.strip()
    if all(sign in signs for sign in text):
        return "".join(signs[sign] for sign in text)
    mark = "^" if is_raised else "_"
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


_RICH = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\$(?P<math>[^$\n]+)\$"
    r"|\*\*(?P<strong>[^*\n]+)\*\*"
    r"|\*(?P<em>[^*\n]+)\*"
    r"|(?P<end>\\\n)"
    r"|(?P<plain>[^\\`$*\n]+|.)",
)
_TAGS = {
    "escaped": ("", ""),
    "code": ("<code>", "</code>"),
    "math": ("\\(", "\\)"),
    "strong": ("<b>", "</b>"),
    "em": ("<i>", "</i>"),
    "plain": ("", ""),
}
_ITEM = re.compile(r"- (?P<text>.+)")


def to_html(markdown: str) -> str:
    """Return the field of Anki that `to_markdown` reads as this very Markdown.

    What has no such HTML is kept as it is, in an element that says so.
    """
    rich = "<br><br>".join(_block_html(block) for block in markdown.split("\n\n"))
    if to_markdown(rich) == markdown:
        return rich
    source = escape(markdown).replace("\t", "&#9;").replace("\n", "<br>")
    return f'<div class="markdown">{source}</div>'


def _block_html(block: str) -> str:
    items = [_ITEM.fullmatch(line) for line in block.split("\n")]
    if all(items):
        inside = "".join(f"<li>{_inline_html(item['text'])}</li>" for item in items if item)
        return f"<ul>{inside}</ul>"
    return _inline_html(block)


def _inline_html(text: str) -> str:
    written = []
    for found in _RICH.finditer(text):
        kind = found.lastgroup or ""
        if kind == "end":
            written.append("<br>")
            continue
        before, after = _TAGS[kind]
        inside = found[kind]
        nested = kind in {"strong", "em"}
        written.append(f"{before}{_inline_html(inside) if nested else escape(inside)}{after}")
    return "".join(written)
