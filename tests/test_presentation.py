from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from quizapp.presentation import (
    MAX_FORMULAS,
    MAX_TEX,
    due_words,
    duration,
    markdown,
    markdown_line,
    plain,
    quotation,
    zone_words,
)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("The Danube is long.[^3]", "The Danube is long."),
        ("- Vienna (1273): a seat of kings", "Vienna (1273): a seat of kings"),
        ("| Danube | 2,850 km[^a] | |", "Danube · 2,850 km"),
        ("Danube | 2,850 km | Black Sea |", "Danube · 2,850 km · Black Sea"),
        ("Danube | 2,850 km", "Danube · 2,850 km"),
        ("Danube |2,850 km|", "Danube · 2,850 km"),
        ("The norm |x|, not x.", "The norm |x|, not x."),
    ],
)
def test_a_quote_is_shown_in_plain_words(quote: str, shown: str) -> None:
    assert quotation(quote) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$x^2$", "<msup><mi>x</mi><mn>2</mn></msup>"),
        ("$$\\frac12$$", '<math display="block">'),
        ("So $x_i$ and $y_i$ it is", "<msub><mi>y</mi><mi>i</mi></msub></mrow></math> it is"),
        ("*$a*b$*", "<mo>*</mo>"),
        ("$a<b$", "<mo>&lt;</mo>"),
        (r"$a\$b$", "<mi>$</mi>"),
    ],
)
def test_formulas_between_dollar_signs_are_mathml(text: str, shown: str) -> None:
    for render in (markdown, markdown_line):
        assert "<math" in render(text)
        assert shown in render(text)


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6", "from $5-$6", "5$ and 6$", "$ x$", "$x $", r"\$x$", r"\$5", "$", "$$", "$$$$",
        "US$5, A$6", "`$x$`", "$x$2", "a $5\n\nb $",
    ],
)  # fmt: skip
def test_prices_and_other_dollar_signs_stay_text(text: str) -> None:
    assert "<math" not in markdown(text)
    assert "<math" not in markdown_line(text)


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", "<img src=x>",
        r"\style{background:url(//x)}{y}", r"\class{a}{b}", r"\cssId{a}{b}", r"\unicode{x3c}",
        r"\text{&lt;img src=x onerror=alert(1)&gt;}", r"\mathrm{</math><script>}", r"\url{//x}",
        r"\text{</mtext></math><a href=javascript:alert(1)>}", r"\color{red}{x}", "\\require{a}",
    ],
)  # fmt: skip
def test_hostile_formulas_are_harmless(tex: str) -> None:
    for render in (markdown, markdown_line):
        root = ElementTree.fromstring(f"<div>{render(f'a ${tex}$ b')}</div>".replace("&nbsp;", " "))
        names = {element.tag for element in root.iter()}
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not names & {"script", "img", "a", "style", "iframe", "svg"}
        assert not attributes & {"href", "style", "class", "id", "src", "mathcolor", "xlink:href"}
        assert not any(name.startswith("on") for name in attributes)
        assert "".join(root.itertext()).strip().startswith("a")
        assert "".join(root.itertext()).strip().endswith("b")


@pytest.mark.parametrize(
    "tex", [r"\frac{", "^", r"\left(", "{" * 900, r"\begin{matrix}" * 60, r"\frac" * 190]
)
def test_what_is_no_formula_is_shown_as_it_is_written(tex: str) -> None:
    assert tex in unescape(markdown(f"a ${tex}$ b"))
    assert "<math" not in markdown(f"a ${tex}$ b")


def test_formulas_are_bounded_in_length_and_number() -> None:
    assert "<math" in markdown(f"${'x' * MAX_TEX}$")
    assert "<math" not in markdown(f"${'x' * (MAX_TEX + 2)}$")
    assert markdown("$x$ " * (MAX_FORMULAS + 9)).count("<math") == MAX_FORMULAS


def test_where_no_html_can_stand_formulas_are_shown_as_they_are_written() -> None:
    assert plain("*A* $x^2$ & <b>") == "A $x^2$ & <b>"


@pytest.mark.sqlite_only
def test_times_of_a_class_are_those_of_its_zone_which_is_named_to_readers_of_others(
    app: Flask,
) -> None:
    moment, now = datetime(2026, 3, 3, 23, 30, tzinfo=UTC), datetime(2026, 3, 3, 20, tzinfo=UTC)
    tokyo, london = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
    with app.test_request_context():
        assert zone_words(moment, london) == "3 March 2026, 23:30"
        assert zone_words(moment, tokyo) == "4 March 2026, 08:30 (Tokyo time)"
        assert due_words(moment, now, tokyo) == "today at 08:30 (Tokyo time)"
        assert due_words(moment, now) == "today at 23:30"
        assert due_words(moment + timedelta(days=9), now) == ("on 12 March 2026 at 23:30")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (150, "2 hours 30 minutes"),
        (0.5, "1 minute"),
        (0, "0 minutes"),
    ],
)
def test_a_duration_is_told_in_hours_and_minutes(minutes: float, words: str) -> None:
    assert duration(timedelta(minutes=minutes)) == words
