"""How values look on a page: Markdown, numbers, instants and intervals."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

import nh3
from flask import Flask
from flask_login import current_user
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_BAR_OF_A_ROW = re.compile(r"\A\||\s\|\s|\|\Z")
_TAGS = {
    *("p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6", "sub", "sup"),
}


@lru_cache(maxsize=8192)
def markdown(text: str) -> Markup:
    """Markdown of strangers as safe HTML: no raw HTML, no images, no scripts."""
    html = nh3.clean(_markdown.render(text), tags=_TAGS, link_rel="noopener noreferrer")
    return Markup(html)  # noqa: S704 - nh3 has cleaned it


@lru_cache(maxsize=8192)
def markdown_line(text: str) -> Markup:
    """The same for a short text inside a label or a cell: no paragraph around it."""
    html = nh3.clean(
        _markdown.renderInline(text), tags=_TAGS & {"em", "strong", "s", "code", "sub", "sup"}
    )
    return Markup(html)  # noqa: S704 - nh3 has cleaned it


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The same without any marks, for where no HTML can stand."""
    return markdown_line(text).striptags()


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
    local = local_time(moment)
    return f"{local.day} {local:%B %Y}"


def time_words(moment: datetime) -> str:
    """`3 March 2026, 14:05`, in the reader's zone."""
    return f"{date_words(moment)}, {local_time(moment):%H:%M}"


def due_words(moment: datetime, now: datetime) -> str:
    """When something is due, as people say it: today, tomorrow, or the date."""
    local = local_time(moment)
    days = (local.date() - local_time(now).date()).days
    names = {0: "today", 1: "tomorrow"}
    return f"{names.get(days) or f'on {date_words(moment)}'} at {local:%H:%M}"


def init_app(app: Flask) -> None:
    """Make these available to the templates."""
    for function in (
        *(markdown, markdown_line, plain, quotation, percent, number, counted),
        *(interval, date_words, time_words, due_words, browser),
    ):
        app.add_template_filter(function)
    app.context_processor(lambda: {"current_user": current_user})
