"""How values look on a page: Markdown and formulas, numbers, instants and intervals."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import Any
from xml.etree.ElementTree import tostring
from zoneinfo import ZoneInfo

import nh3
from flask import Flask
from flask_login import current_user
from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup

MAX_TEX = 1_000
"""The most characters of a formula; a longer one is shown as it is written."""
MAX_FORMULAS = 100
"""The most formulas in one text; those after them are shown as they are written."""

_BAR_OF_A_ROW = re.compile(r"\A\||\s\|\s|\|\Z")
_LINE_TAGS = {"em", "strong", "s", "code", "sub", "sup"}
_TAGS = _LINE_TAGS | {
    *("p", "br", "pre", "blockquote", "ul", "ol", "li", "a", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6"),
}
_MATH_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"),
    *("mstyle", "mpadded", "mphantom", "merror", "menclose", "mtable", "mtr", "mtd", "none"),
}
_MATH_ATTRIBUTES = {
    *("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display"),
    *(
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linethickness",
        "lspace",
        "mathvariant",
    ),
    *("maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"),
}
_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, **dict.fromkeys(_MATH_TAGS, _MATH_ATTRIBUTES)}


def _find_formula(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: a formula between single or double dollar signs.

    As in pandoc, no space follows the opening sign, none stands before the closing one, and no
    digit after it: prices stay what they are.
    """
    text, place = state.src, state.pos
    if text[place] != "$":
        return False
    sign = "$$" if text.startswith("$$", place) else "$"
    start = place + len(sign)
    end = _end_of_formula(text, start, min(state.posMax, start + MAX_TEX + len(sign)), sign)
    if end is None:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = text[start:end].strip(), sign
    state.pos = end + len(sign)
    return True


def _end_of_formula(text: str, start: int, limit: int, sign: str) -> int | None:
    first = text[start : start + 1]
    if first == "$" or (sign == "$" and first.isspace()):
        return None
    end = text.find(sign, start, limit)
    while end != -1:
        is_end = sign == "$$" or not (text[end - 1].isspace() or text[end + 1 : end + 2].isdigit())
        if is_end and not _is_escaped(text, end) and text[start:end].strip():
            return end
        end = text.find(sign, end + 1, limit)
    return None


def _is_escaped(text: str, place: int) -> bool:
    before = place
    while text[before - 1] == "\\" and before > 0:
        before -= 1
    return (place - before) % 2 == 1


@lru_cache(maxsize=4096)
def _mathml(tex: str, display: str) -> str:
    """The formula as MathML that is still to be cleaned; "" for what can't be read."""
    try:
        element = convert_to_element(tex, display=display)
        for part in element.iter():
            part.text = html.unescape(part.text) if part.text else part.text
            part.tail = None
        return tostring(element, encoding="unicode")
    # Whatever it stumbles over in the text of a stranger, from an IndexError to its own errors.
    except Exception:
        return ""


def _show_formula(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, env: dict[str, int]
) -> str:
    token = tokens[index]
    env["formulas"] = env.get("formulas", 0) + 1
    display = "block" if token.markup == "$$" else "inline"
    mathml = _mathml(token.content, display) if env["formulas"] <= MAX_FORMULAS else ""
    return mathml or f"<code>{_source(token)}</code>"


def _source_of_formula(
    _renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    return _source(tokens[index])


def _source(token: Token) -> str:
    return escapeHtml(f"{token.markup}{token.content}{token.markup}")


def _renderer(show_formula: Any) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.inline.ruler.before("escape", "formula", _find_formula)
    markdown.add_render_rule("formula", show_formula)
    return markdown


_markdown = _renderer(_show_formula)
_plain_markdown = _renderer(_source_of_formula)


@lru_cache(maxsize=8192)
def markdown(text: str) -> Markup:
    """Markdown of strangers as safe HTML: no raw HTML, no images, no scripts."""
    return _clean(_markdown.render(text), _TAGS | _MATH_TAGS)


@lru_cache(maxsize=8192)
def markdown_line(text: str) -> Markup:
    """The same for a short text inside a label or a cell: no paragraph around it."""
    return _clean(_markdown.renderInline(text), _LINE_TAGS | _MATH_TAGS)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The same without any marks, for where no HTML can stand; formulas as they are written."""
    return _clean(_plain_markdown.renderInline(text), _LINE_TAGS).striptags()


def _clean(dirty: str, tags: set[str]) -> Markup:
    cleaned = nh3.clean(dirty, tags=tags, attributes=_ATTRIBUTES, link_rel="noopener noreferrer")
    return Markup(cleaned)  # noqa: S704 - nh3 has cleaned it


def quotation(text: str) -> str:
    """A quote from a Markdown source as plain words: table rows without bars, no footnote marks."""
    text = re.sub(r"\[\^[^\]\s]+\]", "", text).strip()
    if _BAR_OF_A_ROW.search(text):
        cells = (cell.strip() for cell in text.split("|"))
        return " · ".join(cell for cell in cells if cell)
    return text.removeprefix("- ")


def percent(share: float | None) -> str:
    """A fraction as whole percent; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def number(value: Decimal) -> str:
    """A number without needless zeros, with thousands apart."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(count: int, noun: str) -> str:
    """A number with its noun: `1 card`, `2,000 cards`."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def interval(wait: timedelta | None, days: int | None) -> str:
    """How long until a card comes back, in the words of the rating buttons."""
    if wait is not None:
        minutes = wait.total_seconds() / 60
        if minutes < 1:
            return "under 1 min"
        return f"{minutes:.0f} min" if minutes < 60 else f"{minutes / 60:.0f} h"
    days = days or 0
    if days < 31:
        return "1 day" if days == 1 else f"{days} days"
    if days < 365:
        return f"{days / 30.4375:.1f} months"
    return f"{days / 365.25:.1f} years"


def browser(user_agent: str) -> str:
    """The browser and the system in a User-Agent header, as far as people know them by name."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
    name = _first(user_agent, {**browsers, "Safari": "Safari"}) or "A browser"
    system = _first(user_agent, {**systems, "Mac OS": "Mac", "Linux": "Linux"})
    return f"{name} on {system}" if system else name


def _first(text: str, names: dict[str, str]) -> str:
    return next((name for sign, name in names.items() if sign in text), "")


def local_time(moment: datetime) -> datetime:
    """The instant in the zone of the person who looks at the page."""
    return moment.astimezone(current_user.zone if current_user.is_authenticated else UTC)


def date_words(moment: datetime) -> str:
    """`3 March 2026`, in the reader's zone."""
    return day_words(local_time(moment))


def time_words(moment: datetime) -> str:
    """`3 March 2026, 14:05`, in the reader's zone."""
    return f"{date_words(moment)}, {local_time(moment):%H:%M}"


def due_words(moment: datetime, now: datetime, zone: ZoneInfo | None = None) -> str:
    """When something is due, as people say it: today, tomorrow, or the date.

    In the reader's zone, or in another one, which is then named.
    """
    local = local_time(moment) if zone is None else moment.astimezone(zone)
    today = local_time(now) if zone is None else now.astimezone(zone)
    names = {0: "today", 1: "tomorrow"}
    day = names.get((local.date() - today.date()).days) or f"on {day_words(local)}"
    return f"{day} at {local:%H:%M}{_zone_name(moment, zone)}"


def day_words(day: date) -> str:
    """`3 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def zone_words(moment: datetime, zone: ZoneInfo) -> str:
    """`3 March 2026, 14:05`, as the clocks of this zone show it; it is named to readers of others.

    Dates of a class are meant in the class's zone, wherever its students are.
    """
    local = moment.astimezone(zone)
    return f"{day_words(local)}, {local:%H:%M}{_zone_name(moment, zone)}"


def _zone_name(moment: datetime, zone: ZoneInfo | None) -> str:
    if zone is None or local_time(moment).utcoffset() == moment.astimezone(zone).utcoffset():
        return ""
    return f" ({zone.key.rpartition('/')[2].replace('_', ' ')} time)"


def duration(length: timedelta) -> str:
    """`45 minutes`, `1 hour 30 minutes`; whole minutes, rounded up."""
    minutes = ceil(length.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    words = [counted(hours, "hour")] if hours else []
    return " ".join([*words, counted(rest, "minute")] if rest or not hours else words)


def init_app(app: Flask) -> None:
    """Make these available to the templates."""
    for function in (
        *(markdown, markdown_line, plain, quotation, percent, number, counted),
        *(interval, date_words, time_words, due_words, browser),
        *(day_words, zone_words, duration),
    ):
        app.add_template_filter(function)
    app.context_processor(lambda: {"current_user": current_user})
