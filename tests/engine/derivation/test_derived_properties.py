"""Laws of every derivation: whatever the article, and with all that an article may have."""

from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.derivation.articles import MARKDOWN, OWN, PAGE, PASTED
from tests.engine.derivation.deriving import check_laws
from tests.engine.derivation.test_any_article import ANY_TEXT, KINDS, SOUP
from tests.engine.derivation.test_derived_dates import ROWS, Row
from tests.engine.derivation.test_derived_dates import Truth as Dates
from tests.engine.derivation.test_derived_faqs import FAQS, Entry
from tests.engine.derivation.test_derived_faqs import Truth as Faqs
from tests.engine.derivation.test_derived_figures import Columns
from tests.engine.derivation.test_derived_figures import Truth as Figures
from tests.engine.derivation.test_derived_figures import tables as figures
from tests.engine.derivation.test_derived_prose import SENTENCES, Sentence
from tests.engine.derivation.test_derived_prose import Truth as Prose
from tests.engine.derivation.test_derived_words import SIGNIFICANCE
from tests.engine.derivation.test_derived_words import Truth as Words
from tests.engine.derivation.test_derived_words import tables as words


@settings(max_examples=25)
@given(ROWS, ROWS, figures(), words(), FAQS, SENTENCES)
def test_an_article_of_everything_gives_no_wrong_question(
    rows: list[Row],
    entries: list[Row],
    numbers: tuple[list[str], Columns],
    statements: tuple[list[str], dict[str, list[str]]],
    faqs: list[Entry],
    sentences: list[Sentence],
) -> None:
    dates, counted, said = Dates(), Figures(), Words()
    dates.add_table(rows, ("Date",))
    dates.add_list(entries)
    counted.add_table(*numbers)
    said.add_table(*statements)
    # Where its dates are none that can be read, the table of events is one of words.
    said.add_rows([(row.name, row.meaning) for row in rows], SIGNIFICANCE)
    asked, prose = Faqs(faqs), Prose(sentences)
    parts = [dates.lines, counted.lines, said.lines, prose.lines, asked.lines]
    for proposal in check_laws("\n".join(line for part in parts for line in part)).proposals:
        family = proposal.form.partition(".")[0]
        if "” is dated " in proposal.question.stem:
            family = "timeline"
        truths: dict[str, Dates | Figures | Words | Faqs | Prose] = {
            "timeline": dates,
            "figure": counted,
            "comparison": said,
            "faq": asked,
            "prose": prose,
        }
        truths[family].check(proposal)


def is_text(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


@settings(max_examples=150)
@given(ANY_TEXT.filter(is_text), KINDS)
def test_any_text_gives_lawful_questions(
    text: str, kind: Literal["markdown", "text", "html"] | None
) -> None:
    check_laws(text, kind)


@settings(max_examples=20)
@given(st.data(), st.sampled_from([PASTED, MARKDOWN, PAGE, OWN[:6_000], OWN[-9_000:]]))
def test_a_damaged_article_gives_lawful_questions(data: st.DataObject, text: str) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 60)))
        text = text[:start] + data.draw(SOUP) + text[end:]
    if is_text(text):
        check_laws(text)
