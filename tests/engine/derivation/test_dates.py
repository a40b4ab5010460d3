import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.engine.derivation.date_spans import Granularity
from quizapp.engine.derivation.dates import (
    DateValue,
    find_dates,
    read_date,
    read_year,
)

DASHES = ["-", "–", "—", " - ", " – ", " — ", " to ", " until ", " through "]
CASES = [str, str.upper, str.lower]

DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
WORDS = (
    "1941 41 44 3 31 12 1st 3rd third June may Sept. of the to from between and until - – — / , "
    ". c. ~ about early mid- end first half BC AD BCE century millennium centuries 1830s 1800s "
    "0s winter fall Q1 Q5 1941-06-22 13/04/1941 in by ( ) [1] * ¹ ſ ı present"
)

years = st.integers(1000, 2100)
months = st.integers(1, 12)
days = st.dates(date(1000, 1, 1), date(2100, 12, 31))
ages_bc = st.integers(1, 9999)


def day_of(year: int, month: int = 1, day: int = 1) -> int:
    """The number of a day counted without `datetime`: forwards or backwards from 1 January 1."""
    leaps = [y for y in range(min(year, 1), max(year, 1)) if calendar.isleap(y)]
    length = 365 * abs(year - 1) + len(leaps)
    before = [29 if m == 2 and calendar.isleap(year) else DAYS[m] for m in range(1, month)]
    return (length if year >= 1 else -length) + sum(before) + day


def ends(text: str) -> tuple[int, int] | None:
    """The first and the last day from `1941-06-22..1941-07-03`, with `-0043` for 44 BC."""
    if not text:
        return None
    first, _, last = text.partition("..")
    return _end(first, last=False), _end(last or first, last=True)


def _end(text: str, *, last: bool) -> int:
    year, *rest = (int(part) for part in text.removeprefix("-").split("-"))
    year = -year if text.startswith("-") else year
    month = rest[0] if rest else (12 if last else 1)
    length = 29 if month == 2 and calendar.isleap(year) else DAYS[month]
    return day_of(year, month, rest[1] if len(rest) > 1 else (length if last else 1))


def day_forms(day: date) -> list[str]:
    name = calendar.month_name[day.month]
    short = name[:3]
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day // 10 != 1 else 0, "th")
    return [
        f"{day.day} {name} {day.year}",
        f"{day.day:02} {short} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{name} {day.day} {day.year}",
        f"{short}. {day.day}, {day.year}",
        f"the {day.day}{suffix} of {name} {day.year}",
        f"{day.day}{suffix} {name}, {day.year}",
        f"{name} {day.day}{suffix}, {day.year}",
        day.isoformat(),
        f"{day.day} {name}\n{day.year}",
        f"{day.day}\u00a0{name}\u00a0AD {day.year}",
        f"{day.day} {name} {day.year} CE[1]",
    ]


@given(days, st.integers(0, 11), st.sampled_from(CASES))
def test_a_day_is_read_in_every_form(day: date, form: int, case: type[str]) -> None:
    text = case(day_forms(day)[form])
    value = read_date(text)
    assert value is not None
    assert (value.first, value.last) == (day.toordinal(), day.toordinal())
    assert value.granularity is Granularity.DAY and not value.approximate
    assert value.year_words == (str(day.year),)


@given(days, days, st.integers(0, 8), st.integers(0, 8), st.sampled_from(DASHES))
def test_a_range_of_days_is_read_in_every_form(
    one: date, two: date, form: int, other: int, dash: str
) -> None:
    first, last = sorted((one, two))
    value = read_date(day_forms(first)[form] + dash + day_forms(last)[other])
    assert (value is None) == (first == last)
    assert value is None or (value.first, value.last) == (first.toordinal(), last.toordinal())
    assert value is None or value.granularity is Granularity.RANGE


@given(days, st.integers(1, 300), st.sampled_from(DASHES))
def test_what_is_common_to_both_ends_is_written_once(first: date, length: int, dash: str) -> None:
    last = date.fromordinal(first.toordinal() + length)
    start, end = (calendar.month_name[day.month] for day in (first, last))
    texts = []
    if first.year == last.year:
        texts += [
            f"{first.day} {start}{dash}{last.day} {end} {last.year}",
            f"{start} {first.day}{dash}{end} {last.day}, {last.year}",
        ]
    if (first.year, start) == (last.year, end):
        texts += [
            f"{first.day}{dash}{last.day} {end} {last.year}",
            f"{start} {first.day}{dash}{last.day}, {last.year}",
        ]
    for text in texts:
        value = read_date(text)
        assert value and (value.first, value.last) == (first.toordinal(), last.toordinal())


@given(years, months, st.sampled_from(["{} {}", "{}, {}", "{} of {}", "{}. {}"]))
def test_a_month_is_read_in_every_form(year: int, month: int, form: str) -> None:
    for name in (calendar.month_name[month], calendar.month_abbr[month]):
        value = read_date(form.format(name, year))
        assert value and value.granularity is Granularity.MONTH
        assert value.first == date(year, month, 1).toordinal()
        assert value.last == date(year, month, calendar.monthrange(year, month)[1]).toordinal()


@given(years, years, st.sampled_from(DASHES))
def test_a_range_of_years_is_read_in_every_form(one: int, two: int, dash: str) -> None:
    first, last = sorted((one, two))
    texts = [f"{first}{dash}{last}", f"from {first} to {last}", f"between {first} and {last}"]
    if first // 100 == last // 100:
        texts += [f"{first}-{last % 100:02}", f"{first}–{last % 100:02}"]
    expected = (day_of(first), day_of(last, 12, 31))
    for text in texts:
        value = read_date(text)
        if first < last:
            assert value and (value.first, value.last) == expected
            assert value.year_words == (str(first), str(last))
        else:
            assert value is None or value.granularity is Granularity.MONTH


@given(ages_bc, st.sampled_from(["BC", "BCE", "B.C.", "b.c.e."]), ages_bc)
def test_years_before_christ_count_down(year: int, era: str, other: int) -> None:
    value = read_date(f"{year} {era}")
    assert value and (value.first, value.last) == (day_of(1 - year), day_of(1 - year, 12, 31))
    later = read_date(f"{other} {era}")
    assert later and value.before(later) == (year > other)
    assert value.overlaps(later) == (year == other)


@given(st.integers(1, 99), st.booleans())
def test_centuries_follow_each_other(number: int, bc: bool) -> None:
    era, step = (" BC", -1) if bc else ("", 1)
    this = read_date(f"{number}th century{era}")
    following = read_date(f"the {number + step or 1}th century{'' if number + step == 0 else era}")
    assert this and this.granularity is Granularity.CENTURY
    assert this.last - this.first in {36523, 36524}
    if number < 99 or bc:
        assert following and following.first == this.last + 1


@given(years, st.sampled_from(["c. {}", "circa {}", "about {}", "around {}", "~{}", "ca. {}"]))
def test_an_approximate_year_leaves_more_open(year: int, form: str) -> None:
    exact, value = read_date(str(year)), read_date(form.format(year))
    assert exact and value and value.approximate and value.contains(exact)
    assert value.first <= day_of(year - 5) and value.last >= day_of(year + 5, 12, 31)
    assert value.granularity is Granularity.YEAR


@given(years, st.sampled_from(["{}", "spring {}", "the {}", "June {}", "c. {}"]))
def test_early_is_over_when_late_begins(year: int, form: str) -> None:
    whole = read_date(form.format(year))
    if form in {"the {}", "c. {}"}:
        return
    early, mid, late = (
        read_date(f"{part} {form.format(year)}") for part in ("early", "mid", "late")
    )
    assert whole and early and mid and late
    assert all(whole.contains(part) and part.approximate for part in (early, mid, late))
    assert early.first == whole.first and late.last == whole.last
    assert early.overlaps(mid) and mid.overlaps(late) and early.last <= late.first


texts = st.one_of(
    st.text(max_size=120),
    st.lists(
        st.sampled_from(WORDS.split()),
        max_size=9,
    ).flatmap(lambda words: st.sampled_from(["".join(words), " ".join(words)])),
)


@given(texts)
def test_any_text_is_a_date_with_ordered_ends_or_none(text: str) -> None:
    value = read_date(text)
    assert value is None or value.first <= value.last
    assert value is None or read_date(value.text) == value
    assert read_year(text) is None or text.strip()


@given(st.lists(texts, max_size=4).map(" ".join))
def test_dates_found_stand_apart_and_read_back(text: str) -> None:
    end = 0
    for match in find_dates(text):
        assert end <= match.start < match.end <= len(text)
        assert read_date(text[match.start : match.end]) == match.value
        end = match.end


@given(
    days, st.integers(0, 9), st.sampled_from(["On {} it ended.", "({})", "{}: war", "by {}, all"])
)
def test_a_day_is_found_in_prose(day: date, form: int, prose: str) -> None:
    written = day_forms(day)[form]
    (match,) = find_dates(prose.format(written))
    assert match.value == read_date(written)
    assert prose.format(written)[match.start : match.end] == written


UNDERSTOOD = {
    "August 1939": "1939-08",
    "Aug. 1939": "1939-08",
    "Sept 1939": "1939-09",
    "Sept. 21, 2022": "2022-09-21",
    "May 1945": "1945-05",
    "MAY 1945": "1945-05",
    "June 22, 1941": "1941-06-22",
    "22 June 1941": "1941-06-22",
    "22nd of June 1941": "1941-06-22",
    "  22   June\t1941 ": "1941-06-22",
    "22 June 1941[3]": "1941-06-22",
    "22 June 1941¹": "1941-06-22",
    "August 1939*": "1939-08",
    "1941-06-22": "1941-06-22",
    "0476-09-04": "476-09-04",
    "2021-03": "2021-03",
    "1912-12": "1912-12",
    "29 February 2000": "2000-02-29",
    "29 February 1 BC": "-0-02-29",
    "13/04/1941": "1941-04-13",
    "1941-06-22 to 1944-06-06": "1941-06-22..1944-06-06",
    "May 1941 – 22/06/1941": "1941-05..1941-06-22",
    "04/13/1941": "1941-04-13",
    "5/5/1941": "1941-05-05",
    "1941": "1941",
    "1000": "1000",
    "2100": "2100",
    "1942-43": "1942..1943",
    "1942–1943": "1942..1943",
    "1941-44": "1941..1944",
    "1904-05": "1904..1905",
    "1998/99": "1998..1999",
    "1066–1204": "1066..1204",
    "AD 1941–44": "1941..1944",
    "from 1941 to 1944": "1941..1944",
    "From 1941 until 1944": "1941..1944",
    "between 1941 and 1944": "1941..1944",
    "between May and June 1941": "1941-05..1941-06",
    "29 September–1 October 1941": "1941-09-29..1941-10-01",
    "28 November to 1 December 1943": "1943-11-28..1943-12-01",
    "4-11 February 1945": "1945-02-04..1945-02-11",
    "4 to 11 February 1945": "1945-02-04..1945-02-11",
    "3rd to 9th of June 1941": "1941-06-03..1941-06-09",
    "February 4–11, 1945": "1945-02-04..1945-02-11",
    "June 22 – July 3, 1941": "1941-06-22..1941-07-03",
    "August 23, 1942 – February 2, 1943": "1942-08-23..1943-02-02",
    "23 August 1942 – 2 February 1943": "1942-08-23..1943-02-02",
    "June to August 1940": "1940-06..1940-08",
    "June–August 1940": "1940-06..1940-08",
    "September 1939 – May 1945": "1939-09..1945-05",
    "10 May–June 1940": "1940-05-10..1940-06",
    "1939 – 5 May 1945": "1939..1945-05-05",
    "1941–June 1944": "1941..1944-06",
    "spring to autumn 1940": "1940-03..1940-11",
    "June 1940 to spring 1941": "1940-06..1941-05",
    "c. 1200": "1150..1250",
    "circa 1200": "1150..1250",
    "c.1250": "1225..1275",
    "ca. 1254": "1249..1259",
    "around 1940": "1935..1945",
    "approximately 1940": "1935..1945",
    "~1940": "1935..1945",
    "c. 44 BC": "-48..-38",
    "c. 1200–1210": "1150..1250",
    "c. 1200–1300": "1150..1350",
    "c. 1300 – c. 1350": "1250..1375",
    "c. 1942–43": "1937..1948",
    "about June 1941": "1941-05-02..1941-07-30",
    "about 22 June 1941": "1941-06-15..1941-06-29",
    "1200 BC": "-1199",
    "44 BCE": "-43",
    "44 B.C.": "-43",
    "1 BC": "-0",
    "9999 BC": "-9998",
    "AD 79": "79",
    "A.D. 79": "79",
    "79 CE": "79",
    "79 AD": "79",
    "1 AD": "1",
    "15 March 44 BC": "-43-03-15",
    "March 15, 44 BC": "-43-03-15",
    "March 44 BC": "-43-03",
    "March 31 BC": "-30-03",
    "24 August AD 79": "79-08-24",
    "4 September 476": "476-09-04",
    "14 October 1066": "1066-10-14",
    "300–250 BC": "-299..-249",
    "340–80 BC": "-339..-79",
    "44–30 BC": "-43..-29",
    "27 BC – AD 14": "-26..14",
    "27 BC–14 AD": "-26..14",
    "14–37 AD": "14..37",
    "AD 79–81": "79..81",
    "AD 240–250": "240..250",
    "3rd century BC": "-299..-200",
    "the 19th century": "1801..1900",
    "19th Century": "1801..1900",
    "the nineteenth century": "1801..1900",
    "twenty-first century": "2001..2100",
    "1st century AD": "1..100",
    "1st century BC": "-99..-0",
    "c. 3rd century BC": "-399..-100",
    "3rd–2nd centuries BC": "-299..-100",
    "18th to 19th century": "1701..1900",
    "1st century BC – 1st century AD": "-99..100",
    "the early 19th century": "1801-01-01..1850-12-31",
    "late in the 19th century": "1851-01-01..1900-12-31",
    "first half of the 19th century": "1801-01-01..1850-12-31",
    "second half of the 19th century": "1851-01-01..1900-12-31",
    "the 2nd millennium BC": "-1999..-1000",
    "1st millennium": "1..1000",
    "10th millennium BC": "-9999..-9000",
    "the 1830s": "1830..1839",
    "1830s": "1830..1839",
    "1830’s": "1830..1839",
    "the 1800s": "1800..1899",
    "the late 1830s": "1835-01-01..1839-12-31",
    "1830s–1840s": "1830..1849",
    "the 160s BC": "-168..-159",
    "the 60s AD": "60..69",
    "early 1941": "1941-01-01..1941-07-02",
    "beginning of 1941": "1941-01-01..1941-07-02",
    "mid-1943": "1943-04-02..1943-10-01",
    "the middle of 1943": "1943-04-02..1943-10-01",
    "late 1944": "1944-07-02..1944-12-31",
    "the end of 1944": "1944-07-02..1944-12-31",
    "early June 1941": "1941-06-01..1941-06-15",
    "late June 1941": "1941-06-16..1941-06-30",
    "early 1941 to late 1944": "1941-01-01..1944-12-31",
    "early 1941–44": "1941..1944",
    "spring 1945": "1945-03..1945-05",
    "the summer of 1940": "1940-06..1940-08",
    "Fall 1941": "1941-09..1941-11",
    "autumn of 1941": "1941-09..1941-11",
    "winter 1941": "1940-12..1942-02",
    "winter 1941–42": "1941-12..1942-02",
    "the winter of 1941/42": "1941-12..1942-02",
    "winter of 1941–1942": "1941-12..1942-02",
    "Q1 2020": "2020-01..2020-03",
    "Q4 2020": "2020-10..2020-12",
    "Q2–Q3 2020": "2020-04..2020-09",
}


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD.items())
def test_understood(text: str, expected: str) -> None:
    value = read_date(text)
    assert value is not None
    assert (value.first, value.last) == ends(expected)


NO_DATES = """
1.2.3|v1.10|2.0|10.15.7|1941.5|ISBN 978-3-16-148410-0|978-3-16-148410-0|9783161484100
0-306-40615-2|555-1234|+44 20 7946 0958|(020) 7946 0958|1-800-555-0199|42 BC Place
10 Downing Street|$|$1941|€ million|1941 km|1,941|1 941|1941%|1941 men|May be|March on|May|March
June 22|22 June|may 15|1/2|3/4|24/7|12:30|03:15 pm|12.30|5 pm|192.168.1.1|127.0.0.1|No. 7|#7
No. 1941|MCMXLI|XIV|IV|Louis XIV|Henry VIII|7|476|79|999|2101|9999|0000|0 BC|AD|BC|42|3rd|third
the 3rd|21st|century|19th-century|0th century|the 20s|120s|1835s|5000s|0s|31 June 1941
29 February 1900|30 February 2000|32 May 1941|0 May 1941|13/13/1941|03/04/1941|1/2/41|22.06.1941
1941-13-01|1941-02-30|1941-13|1999-00|1942-42|1943–1942|1944 to 1941|1942–3|1942 – 43|1942 to 43
1998/2000|1941/44|June 1941–44|280-40 BC|200 BC–50|June 41|March 500|22 June 41|present
1941–present|from 1941|between 1941|between 1941 to 1944|from 1941 and 1944|before 1941
after June 1941|since 1941|1941 onwards|1941?|1941 or 1942|1941 and 1944|in 1941|June|summer
summer of love|Q5 2020|Q1|spring 1941–42|winter 1941–43|4 February 11, 1945|AD 79 CE
22 June 1941 BC AD|early 22 June 1941|June 1941 to May 1941|5–3 June 1941|1941–1941|3rd to 4th|mid
early|c.|about|Sunday|today|yesterday|Easter 1916|11, 1945|40 - 11 February 1945|99th millennium
1941¹²³⁴⁵|ſeptember 1941|１９４１|1941 BC Place|1st|June/July 1941|22 June, 03:15|circa|1941 AD 1942
1941–June 5|Mayor 1941|Junes 1941|Marches 1941|13 April|04-05-1941|Dec 25|twenty-first|first half
1941ad1|2020-Q1|1-1941-06-22|between 41 and 1941-06-22|June/1941-06-22
1941-06-22 BC|AD 007|0070s BC|22 June 0941|T-34|B-17|Boeing 747|Apollo 11|1600 Pennsylvania Avenue
"""


@pytest.mark.parametrize("text", ["", *NO_DATES.strip().replace("\n", "|").split("|")])
def test_not_understood(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "May " * 50_000, "1941" + " " * 400, "1941 to " * 30]
)
def test_long_texts_are_no_dates(text: str) -> None:
    assert read_date(text) is None
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "year"), [("476", 476), (" 79[1]", 79), ("1", 1), ("9999", 9999), ("1941", 1941)]
)
def test_a_bare_year_where_the_caller_knows(text: str, year: int) -> None:
    value = read_year(text)
    assert value and (value.first, value.last) == (day_of(year), day_of(year, 12, 31))
    assert value.year_words == (str(year),)


@pytest.mark.parametrize("text", ["", "0", "007", "12345", "c. 79", "79 AD", "1.5"])
def test_no_bare_year(text: str) -> None:
    assert read_year(text) is None


@pytest.mark.parametrize(
    ("text", "granularity", "approximate"),
    [
        ("22 June 1941", Granularity.DAY, False),
        ("June 1941", Granularity.MONTH, False),
        ("spring 1945", Granularity.SEASON, True),
        ("winter 1941–42", Granularity.SEASON, True),
        ("Q1 2020", Granularity.SEASON, False),
        ("1941", Granularity.YEAR, False),
        ("early 1941", Granularity.YEAR, True),
        ("1830s", Granularity.DECADE, False),
        ("1800s", Granularity.CENTURY, False),
        ("3rd century", Granularity.CENTURY, False),
        ("3rd millennium BC", Granularity.MILLENNIUM, False),
        ("1941-44", Granularity.RANGE, False),
        ("c. 1941 to 1944", Granularity.RANGE, True),
        ("spring to autumn 1940", Granularity.RANGE, True),
    ],
)
def test_how_finely_it_is_told(text: str, granularity: Granularity, approximate: bool) -> None:
    value = read_date(text)
    assert value and (value.granularity, value.approximate) == (granularity, approximate)


def test_a_month_cannot_be_told_from_a_day_in_it() -> None:
    month, day, later = (
        read_date(text) for text in ("September 1941", "September 24, 1941", "7 October 1941")
    )
    assert month and day and later
    assert month.overlaps(day) and day.overlaps(month)
    assert not month.before(day) and not day.before(month)
    assert not day.before(day) and day.overlaps(day)
    assert month.contains(day) and not day.contains(month)
    assert month.before(later) and not later.before(month) and not month.overlaps(later)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1942-43", ("1942", "1943")),
        ("June to August 1940", ("1940",)),
        ("the 1830s", ("1830",)),
        ("27 BC – AD 14", ("27", "14")),
        ("3rd century BC", ()),
    ],
)
def test_the_years_written(text: str, words: tuple[str, ...]) -> None:
    value = read_date(text)
    assert value and value.year_words == words


def test_the_text_is_kept_without_footnotes() -> None:
    value = read_date(" 22  June\n1941[3]* ")
    assert value and value.text == "22 June 1941"
    assert DateValue("unread", 1, 2, Granularity.DAY).year_words == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They signed it in 1939. Then war came.", ["1939"]),
        ("Hitler betrayed Stalin on June 22, 1941. Over 3 million", ["June 22, 1941"]),
        ("- Battle of Stalingrad (1942-43): turning point", ["1942-43"]),
        ("Kursk (1943) and Leningrad (1941-44)", ["1943", "1941-44"]),
        ("August 1944: Polish resistance", ["August 1944"]),
        ("officers in 1940. During 1941, all", ["1940", "1941"]),
        ("In 1941 Germany invaded the USSR", ["1941"]),
        ("Victory in 1945 masked deep cracks", ["1945"]),
        ("By 1941 Germany had", ["1941"]),
        ("blamed Germans until 1990", ["1990"]),
        ("Since 1977, and by 1990, it", ["1977", "1990"]),
        ("as of 2014, all", ["2014"]),
        ("The War of 1812 and the Act of 1701.", ["1812", "1701"]),
        ("After the War of 1812, trade", ["1812"]),
        ("served from 1996 to 2001 (and after)", ["from 1996 to 2001"]),
        ("Between 1998 and 2012, thirty states", ["Between 1998 and 2012"]),
        ("(1977–1981, 1987–1989, 2012–present)", ["1977–1981", "1987–1989"]),
        ("in 1941 and 1944, but also 1950", ["1941", "1944"]),
        (
            "in the early 19th century and the late 1830s to",
            ["the early 19th century", "the late 1830s"],
        ),
        ("in the winter of 1941–42 it", ["the winter of 1941–42"]),
        ("in the fall of 1944 the", ["the fall of 1944"]),
        ("the eruption of AD 79, and 44 BC.", ["AD 79", "44 BC"]),
        ("In 44 BC Caesar died", ["44 BC"]),
        ("the temple (c. 1200 BC) and c. 1200, the", ["c. 1200 BC", "c. 1200"]),
        ("born 1809, died 1882.", ["1809", "1882"]),
        ("dates from 1066, they say", ["1066"]),
        ("on 22 june 1941 it", ["22 june 1941"]),
        ("on 22\nJune 1941[3] it", ["22\nJune 1941"]),
        ("in 1941² and", ["1941"]),
        ("the nineteenth century.", ["the nineteenth century"]),
    ],
)
def test_dates_in_prose(text: str, found: list[str]) -> None:
    assert [text[match.start : match.end] for match in find_dates(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "a crew of 1500 men",
        "a population of 1203.",
        "in 1500 villages",
        "in 1500 of them",
        "one in 1500, they say",
        "rose from 1200 to 1500, and",
        "The number fell by 1200.",
        "from 1200 to 1500 metres",
        "about 1200, as a rule",
        "c. 1200 men",
        "He may 1990 ways",
        "They march 1500 miles",
        "after the fall of 1453",
        "with ad 100, it",
        "played at 42 BC Place",
        "by 1200 Germans",
        "the 1941 campaign",
        "1941–present, from 1941 to the present",
        "in 1941-present",
        "version 1941.5 and in 1,941",
        "model/1941/06 and x-1941 and $1941",
        "post-1941, pre-1945",
        "in 31 June 1941, it",
        "in 2010-based terms",
        "1941 was long. 1942, too",
        "Room 1941, please",
        "may and the second and from to of",
    ],
)
def test_no_dates_in_prose(text: str) -> None:
    assert list(find_dates(text)) == []
