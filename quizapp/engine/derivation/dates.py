"""Dates as encyclopaedias write them: each an interval of days, and never a guess."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Self

from quizapp.engine.derivation.date_spans import (
    MONTHS,
    NUMBERS,
    Granularity,
    Parts,
    find_span,
    month_start,
    narrow,
    read_ordinal,
    widen,
)
from quizapp.engine.derivation.quantities import split_footnotes

MAX_LENGTH = 80

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS.split()) + "|sept"
_DAY = "(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?(?![0-9])"
_ERA = r"(?:BCE|BC|CE|AD|B\.C\.E\.|B\.C\.|C\.E\.|A\.D\.)"
_PART = r"early|mid|late|(?:beginning|start|middle|end|(?:first|second|latter)\shalf)(?=\sof)"
# One date, or one end of a range, where what is common to both ends is written once. Each # stands
# for the number of the end.
_POINT = rf"""
(?:(?P<circa#>c\.|ca\.|circa|approximately|approx\.|about|around|~)\s?)?
(?:(?:the\s)?(?P<part#>{_PART})(?:\sof|\sin)?[\s-](?:the\s)?)?
(?:
    (?P<iso#>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})
  | (?P<slashed#>[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}})
  | (?:
        (?:(?:the\s)?(?P<day#>{_DAY})(?:\sof)?\s)?(?P<month#>{_MONTH})\b\.?
        (?:\s(?P<later_day#>{_DAY})(?!\s?{_ERA}))?
      | (?:the\s)?(?P<season#>spring|summer|autumn|fall|winter|Q[1-4])\b
    )
    (?:,?\s(?:of\s)?(?:(?P<ad#>AD|A\.D\.)\s)?(?P<year#>[0-9]{{1,4}}))?
  | (?:the\s)?
    (?P<nth#>[0-9]{{1,2}}(?:st|nd|rd|th)|(?:{"|".join(NUMBERS)})(?=\s(?:centur|millenn)))
    (?:\s(?P<age#>centur(?:y|ies)|millenni(?:um|a)))?
  | (?:the\s)?(?P<decade#>[1-9][0-9]{{1,3}})['’]?s
  | (?:(?P<first_day#>{_DAY}),\s)?(?:(?P<anno#>AD|A\.D\.)\s)?(?P<number#>[0-9]{{1,4}})
)
(?:\s?(?P<era#>{_ERA}))?
"""
_DATE = rf"""
(?:(?P<between>between\s)|(?P<from>from\s))?
{_POINT.replace("#", "_1")}
(?:
    (?P<to>(?(between)\sand\s|(?:\s?[-–—]\s?|\s(?:to|until|till|through)\s|/)))
    {_POINT.replace("#", "_2")}
  | (?(between)(?!))(?(from)(?!))
)
"""
_WHOLE = re.compile(_DATE, re.VERBOSE | re.IGNORECASE)
# Few words begin like a date, and only these are looked at.
_STARTS = "a[.bdpru]|be|de|e[ailn]|f[aeior]|j[au]|la|m[ai]|n[io]|oc|s[eiptu]|t[ehw]|wi"
_INSIDE = re.compile(
    rf"""
    (?<![\w.,:/'’$£€¥#№&@+=–-])(?=[0-9~cq]|{_STARTS})
    {_DATE}
    (?![^\W¹²³⁰⁴-⁹]|[%°]|[.,:]?[0-9]|[-–/'’]\w
      |\s?(?:[-–—]|\bto|\buntil)\s?(?:the\s)?(?:present|now|today)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CHAIN = {", ", " and ", ", and ", "; "}
_TELLING = {"iso", "slashed", "month", "season", "age", "decade", "part"}
# What must stand before and after a bare year, which else may be a number of anything.
_CUE = re.compile(
    r"""
    (?:\b(?P<strong>(?<!one\s)(?<![0-9]\s)in|since|during|until|till|By|In|Since|During|Until|(?:and|but|that|,)\sby)
      |\b(?P<weak>by|[Ff]rom|between)
      |\b(?:[Aa]s\sof|the\syear|born|died|[bd]\.|est\.)
      |\w\s[A-Z]\w+\sof
    )\s(?:the\s)?$|\($
    """,
    re.VERBOSE,
)
_PLAIN_AFTER = re.compile(
    r"""
    \s*(?:$|[.,;:!?()\]"”’'—–…[¹²³⁰⁴-⁹]|(?:and|but|the|an?|when|while|as|after|before|by|to|until|with
    |from|for|at|on|in|s?he|it|they|we|his|her|its|their|this|that|these|was|were|is|had|has|did
    |would|could|because|which|who|where|under|through|against|also|there|only|although|if)\b)
    """,
    re.VERBOSE,
)
_CLAUSE_AFTER = re.compile(r"\s(?:[A-Z]|[a-z]+ed\b)")
_COUNTING = re.compile(
    r"\b(?:r[oi]se|risen|rising|f[ea]ll|gr[eo]w|increas|decreas|drop|declin|reduc|rang|expand"
    r"|shr[aiu]nk|number|population|total|var[iy]|cut\b|up\b|down\b)"
)
_ALPHABET = re.compile("[0-9A-Za-z .,'’~/–—-]*")
_SAME = {"later_day": "day", "first_day": "day", "number": "year", "ad": "era", "anno": "era"}


@dataclass(frozen=True, slots=True)
class DateValue:
    """All days from `first` to `last`, on one of which or all over which it was.

    Days are counted like `date.toordinal`, on into the years before Christ (1 BC is year 0). An
    approximate date is widened to what the words leave open: `c. 1200` is from 1150 to 1250.
    """

    text: str
    first: int
    last: int
    granularity: Granularity
    approximate: bool = False

    def before(self, other: Self) -> bool:
        """Return whether this is over when the other begins."""
        return self.last < other.first

    def overlaps(self, other: Self) -> bool:
        """Return whether the two have a day in common, so that neither can be put first."""
        return not self.before(other) and not other.before(self)

    def contains(self, other: Self) -> bool:
        """Return whether every day of the other is one of these."""
        return self.first <= other.first and other.last <= self.last

    @property
    def year_words(self) -> tuple[str, ...]:
        """The years written in the text, in full: 1942 and 1943 for `1942-43`."""
        years = [parts.get("year") or parts.get("decade") for parts in _read_parts(self.text)]
        return tuple(dict.fromkeys(year for year in years if year))


class Match(NamedTuple):
    """A date at `text[start:end]`."""

    start: int
    end: int
    value: DateValue


def read_date(text: str) -> DateValue | None:
    """Return the date that the whole text is, None where it is not understood beyond doubt."""
    text = _plain(text)
    parts = _read_parts(text)
    spans = [span for end in parts if (span := find_span(end))]
    if not spans or len(spans) < len(parts):
        return None
    first, last = spans[0], spans[-1]
    if len(spans) == 2 and not (first.first < last.first and first.last < last.last):
        return None
    granularity = first.granularity if len(spans) == 1 else Granularity.RANGE
    ends = [
        end
        for span, named in zip(spans, parts, strict=True)
        for end in (widen(span, named) if "circa" in named else narrow(span, named))
    ]
    approximate = any(
        named.keys() & {"circa", "part"} or named.get("season", "q")[0] != "q" for named in parts
    )
    return DateValue(text, min(ends), max(ends), granularity, approximate)


def read_year(text: str) -> DateValue | None:
    """Return the year that a bare number of up to four digits is, where the caller knows so."""
    text = _plain(text)
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        return None
    months = 12 * int(text)
    return DateValue(text, month_start(months), month_start(months + 12) - 1, Granularity.YEAR)


def find_dates(text: str) -> Iterator[Match]:
    """Yield the dates in a running text from left to right, a bare year only where it is sure."""
    end = 0
    for match in _INSIDE.finditer(text):
        value = read_date(match[0]) if match.end() - match.start() > 3 else None
        if value and _is_sure(match, chained=end > 0 and text[end : match.start()] in _CHAIN):
            end = match.end()
            yield Match(match.start(), end, value)


def _plain(text: str) -> str:
    """Return the text without footnotes, its white space single; "" where it can be no date."""
    if len(text) > 4 * MAX_LENGTH:
        return ""
    text = " ".join(split_footnotes(text.strip())[0].split())
    return text if len(text) <= MAX_LENGTH and _ALPHABET.fullmatch(text) else ""


def _read_parts(text: str) -> list[Parts]:
    """Return the named parts of a date or of both ends of a range, complete; none where unclear."""
    match = _WHOLE.fullmatch(text)
    if not match:
        return []
    first = _parts_of(match, "_1")
    if not match["to"]:
        return [first] if first else []
    second = _parts_of(match, "_2")
    return _complete(first, second, match["to"]) if first and second else []


def _parts_of(match: re.Match[str], end: str) -> Parts:
    """Return what is written by its name; nothing where a part is written twice."""
    written = [
        (name.removesuffix(end), text.lower())
        for name, text in match.groupdict().items()
        if text is not None and name.endswith(end)
    ]
    parts = {_SAME.get(name, name): text for name, text in written}
    if len(parts) < len(written):
        return {}
    if "iso" in parts:
        year, month, day = parts.pop("iso").split("-")
        parts |= {"numeric": "", "year": year, "month": month, "day": day}
    if "slashed" in parts:
        day, month, year = parts.pop("slashed").split("/")
        if int(day) <= 12 < int(month):
            day, month = month, day
        if int(day) <= 12 and int(day) != int(month):
            return {}
        parts |= {"numeric": "", "year": year, "month": month, "day": day}
    return parts if not {"numeric", "era"} <= parts.keys() else {}


def _complete(first: Parts, second: Parts, to: str) -> list[Parts]:
    """Return the ends of a range, each with what was written only once for both."""
    if "numeric" in first.keys() | second.keys():
        return [first, second] if to != "/" else []
    if second.keys() == {"year"}:
        if to in "/-–" and len(second["year"]) == 2 and len(first.get("year", "")) == 4:
            return _with_two_digits(first, second["year"], to)
        if first.get("season") == "winter":
            return _winter(first, second["year"])
    _share(first, second)
    return _with_era(first, second) if to != "/" else []


def _share(first: Parts, second: Parts) -> None:
    """Give to each end of a range the day, month, year or age that the other has for both."""
    lone = first.keys() - {"circa", "part"}
    if lone in ({"year"}, {"nth"}) and {"day", "month"} <= second.keys():
        name = lone.pop()
        if read_ordinal(first[name]) <= 31:
            first["day"] = first.pop(name)
    elif lone == {"nth"}:
        first["age"] = second.get("age", "")
    if second.keys() == {"day", "year"} and "month" in first:
        second["month"] = first["month"]
    if "year" not in first and not first.keys().isdisjoint({"day", "month", "season"}):
        shared = {"month", "year"} if "day" in first else {"year"}
        first |= {name: second[name] for name in shared & second.keys() if name not in first}
    if "circa" in first:
        second.setdefault("circa", first["circa"])


def _with_two_digits(first: Parts, digits: str, to: str) -> list[Parts]:
    """Return the ends where the second is two digits of a year of the same century (`1942-43`)."""
    century, start = first["year"][:2], int(first["year"][2:])
    if int(digits) <= start:
        # What is not later can only be a month, as in the dates of computers.
        is_month = first.keys() == {"year"} and to == "-"
        return [first | {"numeric": "", "month": digits}] if is_month else []
    if to == "/" and int(digits) > start + 1:
        return []
    if "season" in first:
        return _winter(first, century + digits)
    kept = {name: text for name, text in first.items() if name in {"circa", "era"}}
    return [first, kept | {"year": century + digits}] if "month" not in first else []


def _winter(first: Parts, year: str) -> list[Parts]:
    """Return the winter from one year into the next, nothing for another season or year."""
    if first["season"] != "winter" or int(year) != int(first.get("year", year)) + 1:
        return []
    return [first | {"season": "winter of two years"}]


def _with_era(first: Parts, second: Parts) -> list[Parts]:
    """Return the ends with the era that was written for both, nothing where it is in doubt."""
    if "era" in second and "era" not in first:
        first["era"] = second["era"]
        # `280-40 BC` may end in 240 BC as well as in 40 BC.
        long, short = first.get("year", ""), second.get("year", "")
        shortened = long[: len(long) - len(short)] + short
        if first["era"].startswith("b") and 0 < len(short) < len(long) and shortened < long:
            return []
    elif first.get("era", "").startswith("a"):
        second.setdefault("era", first["era"])
    return [first, second]


def _is_sure(match: re.Match[str], *, chained: bool) -> bool:
    """Return whether a date in a running text is one, by its writing and the words around it.

    A chained date follows another as in `in 1941 and 1944`.
    """
    parts = {name.rstrip("_12"): text for name, text in match.groupdict().items() if text}
    if parts.get("month", "X").islower() and not parts.keys() & {"day", "later_day"}:
        return False
    era = parts.get("anno") or parts.get("era", "")
    if era.islower() and "." not in era:
        return False
    before = match.string[max(0, match.start() - 60) : match.start()]
    cue = _CUE.search(before)
    if parts.get("season", "") == "fall":
        return cue is not None
    if parts.keys() & _TELLING:
        return True
    if not _PLAIN_AFTER.match(match.string, match.end()):
        return bool(cue and cue["strong"] and _CLAUSE_AFTER.match(match.string, match.end()))
    if match["between"] or match["from"] or (cue and cue["weak"]):
        return not _COUNTING.search(before)
    return chained or cue is not None or era != "" or parts.get("circa", "").startswith("c")
