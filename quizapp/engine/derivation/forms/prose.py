"""Questions about sentences: a date, a number or a name left out, or a date exchanged."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as day
from itertools import islice
from typing import NamedTuple

from quizapp.engine.derivation.blocks import Paragraph
from quizapp.engine.derivation.date_spans import Granularity
from quizapp.engine.derivation.dates import DateValue
from quizapp.engine.derivation.distractors import (
    LEAST,
    WANTED,
    alike,
    chance,
    made_up_dates,
    nearest_dates,
    pick,
)
from quizapp.engine.derivation.facts import DatedFact
from quizapp.engine.derivation.forms.base import Draft, Form, refusal
from quizapp.engine.derivation.forms.figures import typed
from quizapp.engine.derivation.material import Material
from quizapp.engine.derivation.proposals import Place, Refusal
from quizapp.engine.derivation.spoken import (
    Part,
    amounts,
    dates_in,
    gapped,
    hint,
    names,
    ways_to_write_date,
)
from quizapp.engine.derivation.wording import as_markdown, content_words, quoted, same_words
from quizapp.engine.derivation.words import plain_words
from quizapp.engine.kinds import Numerical, ShortAnswer, SingleChoice, TrueFalse

# Of a date two thousand years ago, one that is centuries off is near.
_NEAR, _NEAR_SHARE, _TODAY = 40 * 365, 0.35, day(2030, 1, 1).toordinal()
_DIGIT = re.compile(r"[0-9]")
_LEAST_NUMBER = 10
_SENTENCE_WORDS = range(6, 41)
_AT_THAT_TIME = frozenset({"", "in", "on", "of", "at"})
_FROM_OR_TO = frozenset({"since", "from", "until", "till"})
# What happens once: with another of these dates, the sentence would not be true as well.
_HAPPENS_ONCE = re.compile(
    r"\b(?:abolished|adopted|announced|annexed|appointed|approved|arrived|assassinated|attacked"
    r"|awarded|banned|became|began|betrayed|born|broke|built|captured|ceased|closed|collapsed|completed"
    r"|conquered|created|crowned|declared|defeated|demolished|destroyed|developed|died|discovered"
    r"|dissolved|divorced|elected|ended|enacted|erupted|established|executed|expelled|fell|finished"
    r"|founded|gained|granted|happened|inaugurated|incorporated|independen\w+|introduced|invaded"
    r"|invented|joined|killed|landed|launched|left|married|merged|moved|occupied|occurred|opened"
    r"|ordered|overthr\w+|passed|patented|premiered|proclaimed|published|ratified|released|renamed"
    r"|reopened|repealed|resigned|retired|rose|sank|sentenced|separated|signed|split|started"
    r"|succeeded|surrendered|took place|treaty|unified|unveiled|won)\b",
    re.IGNORECASE,
)


class _Told(NamedTuple):
    """A sentence in plain words with its date in it, and whether another tells the same."""

    fact: DatedFact
    text: str
    part: Part
    is_single: bool

    @property
    def with_gap(self) -> str:
        return gapped(self.text, self.part)


class _Sentence(NamedTuple):
    """A sentence of a paragraph in plain words and as written, and what is left out of it."""

    paragraph: Paragraph
    text: str
    quote: str
    parts: tuple[Part, ...] = ()


def _dated_sentences(material: Material) -> list[_Told]:
    """Return the sentences with a date, and those entries of lists that are no events."""
    dated = [fact for fact in material.facts if isinstance(fact, DatedFact)]
    same = Counter(same_words(fact.statement) for fact in dated)
    found = []
    for fact in dated:
        is_single = same[same_words(fact.statement)] == 1
        if fact.sentence:
            part = Part(fact.start, fact.end, fact.sentence[fact.start : fact.end])
            found.append(_Told(fact, fact.sentence, part, is_single))
        elif not fact.subject:
            text = plain_words(fact.quote)
            start = text.find(fact.date.text)
            part = Part(start, start + len(fact.date.text), fact.date.text)
            found += [_Told(fact, text, part, is_single)] if start >= 0 else []
    return found


def _dated_statements(material: Material) -> list[_Told]:
    """Return what is dated, the entries of lists in a sentence of their own."""
    entries = []
    for fact in material.facts:
        if isinstance(fact, DatedFact) and fact.subject:
            text = f"{quoted(fact.subject)} is dated {fact.date.text}."
            start = text.rindex(fact.date.text)
            part = Part(start, start + len(fact.date.text), fact.date.text)
            entries.append(_Told(fact, text, part, is_single=True))
    return entries + _dated_sentences(material)


def _date_gap(material: Material, told: _Told) -> Draft | Refusal:
    form, fact = "prose.cloze-date", told.fact
    if stop := _unsure(form, told, _AT_THAT_TIME | _FROM_OR_TO):
        return stop
    avoid = _dates_told(material, told)
    chosen = _other_dates(material, fact, avoid)
    made_up: list[DateValue] = []
    body: ShortAnswer | SingleChoice = ShortAnswer(ways_to_write_date(fact.date))
    if chosen:
        wanted = WANTED - len(chosen)
        made_up = made_up_dates(fact.date, [*avoid, *chosen], material.latest_year, wanted)
    place = Place(fact.line, quote=fact.quote)
    option_places: tuple[Place | None, ...] = ()
    if len(chosen) + len(made_up) >= LEAST:
        options = (told.part.text, *(date.text for date in (*chosen, *made_up)))
        body = SingleChoice(tuple(map(as_markdown, options)), 0)
        siblings_places = (material.date_places[date.text] for date in chosen)
        option_places = (place, *siblings_places, *(None for _ in made_up))
    return Draft(
        form,
        _gist(told.with_gap),
        as_markdown(told.with_gap),
        body,
        (fact,),
        (place,),
        option_places,
        explanation=as_markdown(told.text),
        asks=((fact.statement, fact.date.text),),
        given=(told.with_gap,),
        made_up=tuple(date.text for date in made_up) if option_places else (),
        feedback=(
            "",
            *("The article gives this date for something else." for _ in chosen),
            *("The article does not give this date for it." for _ in made_up),
        ),
    )


def _dates_told(material: Material, told: _Told) -> list[DateValue]:
    """Return the dates of a sentence, and those of others that say the same and more."""
    fact = told.fact
    own = [match.value for match in dates_in(told.text)]
    return [*own, fact.date, *material.dates_beside(fact.subject or fact.statement)]


def _truth(material: Material, told: _Told) -> Draft | Refusal:
    form, fact = "prose.truth", told.fact
    if stop := _unsure(form, told, _AT_THAT_TIME):
        return stop
    avoid = _dates_told(material, told)
    is_true = bool(chance(form, fact.id) % 2)
    shown, made_up = told.text, ""
    if not is_true:
        chosen = _other_dates(material, fact, avoid)
        invented = made_up_dates(fact.date, [*avoid, *chosen], material.latest_year, 1)
        if not chosen and not invented:
            reason = f"There is no other date like {fact.date.text} to exchange it for."
            return refusal("siblings", form, fact, reason)
        made_up = "" if chosen else invented[0].text
        other = (chosen + invented)[0].text
        shown = told.text[: told.part.start] + other + told.text[told.part.end :]
    right = f"The article says: {as_markdown(told.text)}"
    return Draft(
        form,
        _gist(told.with_gap),
        as_markdown(shown),
        TrueFalse(is_true, right, right),
        (fact,),
        (Place(fact.line, quote=fact.quote),),
        explanation=right,
        asks=((fact.subject or fact.statement, fact.date.text),),
        given=(shown,),
        made_up=(made_up,) if made_up else (),
    )


def _other_dates(
    material: Material, fact: DatedFact, avoid: Sequence[DateValue]
) -> list[DateValue]:
    """Return the nearest dates of the article that can stand for this one; none far off."""
    reach = max(_NEAR, _NEAR_SHARE * (_TODAY - fact.date.first))
    near = nearest_dates(fact.date, material.dates_in_order(fact.date.granularity))
    return pick(
        near,
        lambda date: (
            alike(date, fact.date)
            and abs(date.first - fact.date.first) <= reach
            and not any(map(date.overlaps, avoid))
        ),
        DateValue.overlaps,
    )


def _unsure(form: str, told: _Told, relations: frozenset[str]) -> Refusal | None:
    """Return why the date of a sentence may not be the only right one, None where it is."""
    fact = told.fact
    if fact.relation not in relations:
        reason = f"“{fact.relation} {fact.date.text}” leaves other dates right as well."
        return refusal("one-answer", form, fact, reason)
    if not told.is_single:
        return refusal("one-answer", form, fact, "The same is said with another date elsewhere.")
    coarse = fact.date.granularity > Granularity.MONTH
    if coarse and not fact.subject and not _HAPPENS_ONCE.search(told.text):
        reason = f"This may have been so at other times than {fact.date.text} as well."
        return refusal("one-answer", form, fact, reason)
    return None


def _sentences_with_digits(material: Material) -> list[_Sentence]:
    return [sentence for sentence in _sentences(material) if _DIGIT.search(sentence.text)]


def _number_gap(_: Material, sentence: _Sentence) -> Draft | Refusal | None:
    form = "prose.cloze-number"
    found = list(islice(amounts(sentence.text), 2))
    if not found:
        return None
    part, value = found[0]
    if len(found) > 1 or value.low < _LEAST_NUMBER:
        reason = "The sentence has several numbers, or a small one."
        return Refusal("one-answer", form, reason, sentence.quote, sentence.paragraph.line)
    body, help_ = typed(value)
    return _gap(form, sentence, part, body, help_)


def _sentences_with_names(material: Material) -> list[_Sentence]:
    """Return the sentences in which there is a name that the article uses more than once."""
    sentences = [
        sentence._replace(parts=tuple(names(sentence.text))) for sentence in _sentences(material)
    ]
    known = Counter(part.text for sentence in sentences for part in sentence.parts)
    found = []
    for sentence in sentences:
        parts = tuple(
            part
            for part in sentence.parts
            if known[part.text] > 1 and not _is_repeated(part, sentence.text)
        )
        if parts:
            found.append(sentence._replace(parts=parts))
    return found


def _is_repeated(part: Part, text: str) -> bool:
    rest = f"{text[: part.start]} {text[part.end :]}"
    return bool(content_words(part.text) & content_words(rest))


def _name_gap(_: Material, sentence: _Sentence) -> Draft:
    part = sentence.parts[0]
    body = ShortAnswer((part.text,))
    return _gap("prose.cloze-name", sentence, part, body, f" {hint(part.text)}")


def _gap(
    form: str, sentence: _Sentence, part: Part, body: Numerical | ShortAnswer, help_: str
) -> Draft:
    with_gap = gapped(sentence.text, part)
    return Draft(
        form,
        _gist(with_gap),
        as_markdown(with_gap) + help_,
        body,
        (),
        (Place(sentence.paragraph.line, quote=sentence.quote),),
        explanation=as_markdown(sentence.text),
        asks=((with_gap, part.text),),
        given=(with_gap,),
        section=" > ".join(sentence.paragraph.section),
    )


def _sentences(material: Material) -> Iterator[_Sentence]:
    """Yield the sentences of the paragraphs that can be asked alone, each once."""
    seen: set[str] = set()
    for block in material.article.blocks:
        if not isinstance(block, Paragraph):
            continue
        for text, quote in zip(block.sentences, block.sentence_quotes, strict=True):
            is_new = text not in seen
            if is_new and len(text.split()) in _SENTENCE_WORDS and text.endswith("."):
                seen.add(text)
                yield _Sentence(block, text, quote)


def _gist(with_gap: str) -> str:
    return " ".join(with_gap.replace("_", " ").split()[:12])


FORMS = (
    Form("prose.cloze-date", "Gap for a date", "prose", "medium", _dated_sentences, _date_gap),
    Form(
        "prose.cloze-number",
        "Gap for a number",
        "prose",
        "hard",
        _sentences_with_digits,
        _number_gap,
    ),
    Form("prose.cloze-name", "Gap for a name", "prose", "medium", _sentences_with_names, _name_gap),
    Form("prose.truth", "True or false date", "prose", "easy", _dated_statements, _truth),
)
