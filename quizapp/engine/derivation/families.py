"""The banks that the questions of an article go to, by the form that they were made with."""

from collections.abc import Iterable

from quizapp.engine.derivation.forms import FORMS
from quizapp.engine.question import Question

FAMILIES = tuple(dict.fromkeys(form.family for form in FORMS.values()))
"""The families in the order in which they are shown; they name the files of the banks too."""


def by_family(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """Return derived questions by family, without the families that have none."""
    found: dict[str, list[Question]] = {family: [] for family in FAMILIES}
    for question in questions:
        found[FORMS[question.source.form].family].append(question)
    return {family: tuple(those) for family, those in found.items() if those}
