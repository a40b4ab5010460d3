"""The check of proposed questions: each key is worked out again from the article's own words.

It shares no code with what makes the questions. From the places of a proposal it reads the article
anew, and tells where the key is not what stands there, or where another option may be right too.
"""

from collections.abc import Callable

from quizapp.engine.derivation.blocks import Article
from quizapp.engine.derivation.checker import comparison, faq, figures, prose, timeline
from quizapp.engine.derivation.checker.case import Case
from quizapp.engine.derivation.checker.comparing import Wrong
from quizapp.engine.derivation.checker.index import Index
from quizapp.engine.derivation.checker.provenance import check_provenance
from quizapp.engine.derivation.proposals import Proposal
from quizapp.engine.kinds.checks import quoted

__all__ = ["Checker", "find_error"]

_RULES: dict[str, Callable[[Case], None]] = {
    "timeline.date": timeline.check_date,
    "timeline.event": timeline.check_event,
    "timeline.order": timeline.check_order,
    "timeline.first": timeline.check_first,
    "timeline.between": timeline.check_between,
    "timeline.meaning": comparison.check_subject,
    "timeline.card": timeline.check_card,
    "figure.value": figures.check_value,
    "figure.number": figures.check_number,
    "figure.largest": figures.check_largest,
    "figure.smallest": figures.check_smallest,
    "figure.compare": figures.check_compare,
    "figure.rank": figures.check_rank,
    "figure.difference": figures.check_difference,
    "figure.ratio": figures.check_ratio,
    "figure.line": figures.check_line,
    "comparison.subject": comparison.check_subject,
    "comparison.statement": comparison.check_statement,
    "comparison.matching": comparison.check_matching,
    "faq.card": faq.check_card,
    "faq.short": faq.check_short,
    "faq.truth": faq.check_truth,
    "faq.matching": faq.check_matching,
    "faq.choice": faq.check_choice,
    "prose.cloze-date": prose.check_cloze,
    "prose.cloze-number": prose.check_cloze,
    "prose.cloze-name": prose.check_cloze,
    "prose.truth": prose.check_truth,
}


class Checker:
    """Checks questions against their article, which is arranged once for all of them."""

    def __init__(self, article: Article) -> None:
        self._index = Index(article)

    def find_error(self, proposal: Proposal) -> str:
        """Return "" where a question is right, else one plain sentence that says what is wrong."""
        rule = _RULES.get(proposal.form)
        if rule is None:
            return f"No rule knows the form {quoted(proposal.form)}."
        case = Case(self._index, proposal)
        try:
            check_provenance(case)
            rule(case)
        except Wrong as wrong:
            return str(wrong)
        return ""


def find_error(article: Article, proposal: Proposal) -> str:
    """Return "" where one question is right, else one plain sentence that says what is wrong."""
    return Checker(article).find_error(proposal)
