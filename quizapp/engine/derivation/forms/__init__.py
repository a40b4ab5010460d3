"""The forms of question, by their ids, in the order in which a bank has them."""

from quizapp.engine.derivation.forms import comparison, faq, figures, prose, timeline
from quizapp.engine.derivation.forms.base import Draft, Family, Form

__all__ = ["FORMS", "Draft", "Family", "Form"]

FORMS: dict[str, Form] = {
    form.id: form for family in (timeline, figures, comparison, faq, prose) for form in family.FORMS
}
