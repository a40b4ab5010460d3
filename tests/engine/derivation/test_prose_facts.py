"""The facts of lists and prose."""

import pytest

from quizapp.engine.derivation.facts import (
    DatedFact,
    FaqFact,
    FigureFact,
)
from tests.engine.derivation.telling import (
    dated,
    facts,
)


@pytest.mark.parametrize(
    ("line", "subject", "date", "statement"),
    [
        ("- Battle of X (1942-43): what it was", "Battle of X", "1942-43", "what it was"),
        ("- Battle of X (June 1942) – what: it was.", "Battle of X", "June 1942", "what: it was."),
        ("- Moon landing (20 July 1969)", "Moon landing", "20 July 1969", ""),
        ("- 1789: The Bastille falls", "The Bastille falls", "1789", "The Bastille falls"),
        ("- 5 May 1789 – It all begins.", "", "5 May 1789", "It all begins."),
        ("- 1939 – 1945 – The war", "The war", "1939 – 1945", "The war"),
        ("- Founded: 1912", "Founded", "1912", ""),
        ("- The fall of Rome: 4 September 476", "The fall of Rome", "4 September 476", ""),
        ("August 1944: They rose. They lost.", "", "August 1944", "They rose."),
    ],
)
def test_an_entry_has_a_subject_and_a_date(
    line: str, subject: str, date: str, statement: str
) -> None:
    assert dated(facts(line)) == [(subject, date, statement)]


@pytest.mark.parametrize(
    ("line", "subject", "measure", "value", "detail"),
    [
        (
            "400,000 jeeps & trucks - rode on",
            "jeeps & trucks",
            "jeeps & trucks",
            "400,000",
            "rode on",
        ),
        ("- 14,000 aircraft – 15% of all", "aircraft", "aircraft", "14,000", "15% of all"),
        ("- 872 days: length of the siege", "length of the siege", "days", "872", ""),
        ("- 14,000 aircraft", "aircraft", "aircraft", "14,000", ""),
        ("- Weight: 1.2 kg.", "Weight", "Weight", "1.2", ""),
        ("- Capacity: 1912", "Capacity", "Capacity", "1912", ""),
    ],
)
def test_a_line_with_a_number_is_a_figure(
    line: str, subject: str, measure: str, value: str, detail: str
) -> None:
    (fact,) = facts(line)
    assert isinstance(fact, FigureFact) and fact.table is None
    assert (fact.subject, fact.measure) == (subject, measure)
    assert fact.value.text.startswith(value) and fact.quote == line.removeprefix("- ")
    if detail:
        assert fact.detail == detail


@pytest.mark.parametrize(
    "line",
    [
        "- Unclear (some day): what it was",
        "- Place: a long way off",
        "- no number here",
        "- 15 kg - so heavy that nobody could carry it away.",
        "- Name (1990) in the middle",
        "- " + "word " * 70 + "(1990): x",
        "14,000 aircraft",
        "Cars: a few. Vans: 12",
    ],
)
def test_other_lines_are_no_entries(line: str) -> None:
    assert facts(line) == ()


@pytest.mark.parametrize(
    ("sentence", "statement", "relation"),
    [
        ("The war ended in May 1945.", "The war ended.", "in"),
        ("On 8 May 1945 the war ended.", "The war ended.", "on"),
        ("In May 1945, the war ended at last.", "The war ended at last.", "in"),
        ("The Pact of 23 August 1939 was signed.", "The Pact was signed.", "of"),
        ("The war (in May 1945) was over.", "The war was over.", "in"),
        ("He lived there until May 1945.", "He lived there.", "until"),
        ("The data are complete as of May 1945.", "The data are complete.", "as of"),
        ("May 1945 was a month to remember.", "Was a month to remember.", ""),
        ("From 1939 to 1945, the land was at war.", "The land was at war.", "from"),
    ],
)
def test_a_dated_sentence_keeps_the_rest_of_its_words(
    sentence: str, statement: str, relation: str
) -> None:
    (fact,) = facts(f"First of all. {sentence}")
    assert isinstance(fact, DatedFact)
    assert fact.subject == ""
    assert (fact.statement, fact.relation) == (statement, relation)
    assert fact.sentence == fact.quote == sentence
    assert fact.sentence[fact.start : fact.end].lower() == fact.date.text.lower()


def test_a_sentence_with_several_dates_is_several_facts() -> None:
    found = facts("First of all. It began in May 1939 and it ended in May 1945.")
    assert dated(found) == [
        ("", "May 1939", "It began and it ended in May 1945."),
        ("", "May 1945", "It began in May 1939 and it ended."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "First of all. In May 1939 and June 1940 they met.",
        "First of all. Was it in May 1939?",
        "First of all. It was in May 1939",
        "First of all. In May 1939.",
        "First of all. It was so. " + "very " * 120 + "in May 1939.",
        "First of all. " + "In May 1939 they met, " * 6 + "and left.",
        "# Sources\n\nFirst of all. It was printed in May 1939.",
        "# Further reading\n\n- A book (1939): about it",
    ],
)
def test_not_every_sentence_with_a_date_is_a_fact(text: str) -> None:
    assert facts(text) == ()


def test_a_faq_is_a_fact_and_so_are_the_dates_in_its_answer() -> None:
    faq, date = facts("# Title\n## Why did it end?\nBecause of the peace. It came in May 1945.")
    assert isinstance(faq, FaqFact) and faq.question == "Why did it end?"
    assert faq.answer == "Because of the peace. It came in May 1945."
    assert faq.sentences == ("Because of the peace.", "It came in May 1945.")
    assert faq.section == "" and faq.quote.startswith("Why did it end?\nBecause")
    assert isinstance(date, DatedFact) and date.quote == "It came in May 1945."


def test_the_section_of_a_fact_leaves_the_title_out() -> None:
    (fact,) = facts("# T\n## A\n### B\n- X (1990): y")
    assert fact.section == "A > B"
