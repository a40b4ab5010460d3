"""The rules that hold for questions of every form: whence they come, and what is made up."""

from quizapp.engine.derivation.checker.case import Case
from quizapp.engine.derivation.checker.comparing import collapsed, mentions, require, shown
from quizapp.engine.kinds import SingleChoice
from quizapp.engine.kinds.checks import quoted


def check_provenance(case: Case) -> None:
    """Raise Wrong where a question does not tell truly what it rests on."""
    source = case.proposal.question.source
    require(source.form == case.proposal.form, f"The source names the form {quoted(source.form)}.")
    is_own = source.sha256 == case.index.article.sha256
    require(is_own, "The source is the hash of another text than the article.")
    _check_places(case)
    _check_made_up(case)


def _check_places(case: Case) -> None:
    """Raise Wrong where a place is not in the article, or the source quotes something else."""
    proposal = case.proposal
    require(bool(proposal.places), "The question rests on no place in the article.")
    options = (place for place in proposal.option_places if place is not None)
    quotes = dict.fromkeys(case.index.quote_at(place) for place in (*proposal.places, *options))
    rest = proposal.question.source.quote
    require(bool(rest), "The source has no quote.")
    for quote in sorted(quotes, key=len, reverse=True):
        rest = rest.replace(quote, "")
    is_part = any(rest.strip() in quote for quote in quotes)
    require(is_part, f"{quoted(rest.strip())} in the source is not where the question rests.")


def _check_made_up(case: Case) -> None:
    """Raise Wrong where something is made up that is not said to be, or the other way round."""
    proposal = case.proposal
    body, places = proposal.question.body, proposal.option_places
    made_up = set(map(collapsed, proposal.made_up))
    for text in made_up:
        require(
            mentions(proposal.question.note, text), f"No note says that {quoted(text)} is made up."
        )
    if not isinstance(body, SingleChoice):
        require(all(mentions(case.stem, text) for text in made_up), "What is made up is not asked.")
        return
    pairs = zip(body.options, places, strict=False)
    without_place = {shown(text) for text, place in pairs if place is None}
    unclear = sorted(made_up ^ without_place)
    require(not unclear, f"It is not clear whether {quoted(', '.join(unclear))} is made up.")
