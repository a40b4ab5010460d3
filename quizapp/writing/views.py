"""The page of a bank for who may see its questions, what is done to several, and its files."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks.access import EditableBank, Right, ShownBank, find_shown_bank, list_editable
from quizapp.database import MAX_INTEGER
from quizapp.engine.kinds import KINDS
from quizapp.engine.kinds.checks import clean_text
from quizapp.engine.plain_text import showable
from quizapp.engine.question import MAX_SHORT_TEXT, MAX_TAG
from quizapp.extensions import db
from quizapp.presentation import counted
from quizapp.writing import bulk, listing
from quizapp.writing.bulk import KeyClashError
from quizapp.writing.exporting import EXPORTS
from quizapp.writing.listing import PER_PAGE
from quizapp.writing.searching import MAX_SEARCH, SORTS, STATES, Filters
from quizapp.writing.services import UnknownQuestionError

blueprint = Blueprint("writing", __name__, url_prefix="/banks/<slug>")

LARGE = 25
"""From so many questions on it is asked whether they are meant."""
MOST_UNDONE = 100
"""So many questions at most can be brought back by the button that is shown at once."""
ACTIONS = {
    "retire": "Retire",
    "bring_back": "Bring back",
    "duplicate": "Duplicate",
    "topic": "Set the topic of",
    "add_tag": "Add a tag to",
    "remove_tag": "Remove a tag from",
    "move": "Move",
}


WRITERS = {"csv": (EXPORTS["csv"], "text/csv"), "txt": (EXPORTS["anki"], "text/plain")}
"""What writes the questions of a bank of that title, by the ending of the file's name."""


def find_bank(slug: str, least: Right = Right.VIEW) -> ShownBank:
    """The bank where the person may do so much with it, else the page that says there is none."""
    found = find_shown_bank(db.session, signed_in(), slug)
    if found is None or found.right < least:
        abort(404)
    return found


def read_filters() -> Filters:
    """Which questions of the bank the address or the form asks for."""
    said = request.values
    state, sort = said.get("state", ""), said.get("sort", "")
    kind = said.get("kind", "")
    return Filters(
        search=showable(said.get("search", "")).strip()[:MAX_SEARCH],
        topic=_clean(said.get("topic_filter", "")),
        kind=kind if kind in KINDS else "",
        tag=_clean(said.get("tag_filter", "")),
        state=state if state in STATES else "active",
        sort=sort if sort in SORTS else "position",
    )


def _clean(text: str) -> str:
    return clean_text(showable(text))[:MAX_SHORT_TEXT]


def address_of(filters: Filters) -> dict[str, Any]:
    """The query of an address with these filters; topic and tag are also names of actions."""
    names = {"topic": "topic_filter", "tag": "tag_filter"}
    return {names.get(name, name): value for name, value in filters.query().items()}


def bank_page(bank: ShownBank) -> ResponseReturnValue:
    """The questions of a bank with what became of them, narrowed down as the address says."""
    filters = read_filters()
    found = listing.list_questions(db.session, bank.id, filters, _number("page", 1))
    return render_template(
        "writing/bank.html",
        bank=bank,
        filters=filters,
        query=address_of(filters),
        listing=found,
        counts=listing.count_bank(db.session, bank.id),
        targets=_targets(bank) if bank.may_edit else [],
        kinds=KINDS,
        undo=_numbers(request.args.get("undo", "").split("-")[:MOST_UNDONE]),
        least_asked=listing.LEAST_ASKED,
        form=EmptyForm(),
    )


def _targets(bank: ShownBank) -> list[EditableBank]:
    return [one for one in list_editable(db.session, signed_in()) if one.id != bank.id]


def _number(name: str, least: int) -> int:
    number = request.args.get(name, least, type=int)
    return number if least <= number <= MAX_INTEGER // PER_PAGE else least


def _numbers(texts: Sequence[str]) -> list[int]:
    numbers = (int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 11)
    return [number for number in dict.fromkeys(numbers) if 0 < number <= MAX_INTEGER]


@blueprint.post("/questions/several")
@login_required
def several(slug: str) -> ResponseReturnValue:
    """Do something to the questions that were chosen, or to all that the filters leave."""
    bank = find_bank(slug, Right.EDIT)
    action = request.form.get("do", "")
    if action not in ACTIONS:
        abort(422, "Choose what is to be done.")
    filters = read_filters()
    is_all = request.form.get("all") == "1"
    ids = (
        listing.chosen_ids(db.session, bank.id, filters)
        if is_all
        else _numbers(request.form.getlist("question"))
    )
    if not ids:
        flash("Choose at least one question first.")
        return redirect(_back(bank, filters), 303)
    fault = _fault(action)
    if fault:
        flash(fault)
        return redirect(_back(bank, filters), 303)
    if len(ids) > LARGE and request.form.get("sure") != "1":
        return _ask(bank, action, ids, is_all=is_all)
    try:
        return _do(bank, action, ids, filters)
    except KeyClashError as error:
        return _ask(bank, action, ids, is_all=is_all, clashes=error.keys)
    except UnknownQuestionError:
        abort(404)


def _fault(action: str) -> str:
    """What is missing, in words; "" where the action can be done."""
    if action in {"add_tag", "remove_tag"}:
        tag = _clean(request.form.get("tag", ""))
        if not tag:
            return "Enter a tag first."
        if len(tag) > MAX_TAG:
            return f"A tag may have at most {MAX_TAG} characters."
    if action == "move" and not _numbers([request.form.get("target", "")]):
        return "Choose the bank to move them to."
    return ""


def _ask(
    bank: ShownBank,
    action: str,
    ids: Sequence[int],
    *,
    is_all: bool,
    clashes: Sequence[str] = (),
) -> ResponseReturnValue:
    filters = read_filters()
    kept = {name: request.form.get(name, "") for name in ("topic", "tag", "target", "on_clash")}
    page = render_template(
        "writing/confirm.html",
        bank=bank,
        action=action,
        words=ACTIONS[action],
        count=len(ids),
        ids=[] if is_all else ids,
        fields={**{name: showable(text) for name, text in kept.items()}, **address_of(filters)},
        is_all=is_all,
        clashes=clashes,
        back=_back(bank, filters),
        form=EmptyForm(),
    )
    return page, 409 if clashes else 200


def _do(bank: ShownBank, action: str, ids: Sequence[int], filters: Filters) -> ResponseReturnValue:
    person, now = signed_in(), datetime.now(UTC)
    arguments = (db.session, person, bank.id, ids)
    tag = _clean(request.form.get("tag", ""))
    undo = ""
    if action == "retire":
        done = bulk.retire(*arguments, now)
        undo = "-".join(map(str, done)) if len(done) <= MOST_UNDONE else ""
        words = f"{counted(len(done), 'question')} retired. Old answers stay as they are."
    elif action == "bring_back":
        words = f"{counted(len(bulk.bring_back(*arguments)), 'question')} brought back."
    elif action == "duplicate":
        made = bulk.duplicate(*arguments, now)
        words = f"{counted(len(made), 'copy').replace('copys', 'copies')} added to the end."
    elif action == "topic":
        topic = _clean(request.form.get("topic", ""))
        changed = bulk.set_topic(*arguments, topic, now)
        words = f"{counted(changed, 'question')} put under “{topic}”." if topic else ""
        words = words or f"{counted(changed, 'question')} without a topic now."
    elif action == "add_tag":
        words = f"Tag “{tag}” added to {counted(bulk.add_tag(*arguments, tag, now), 'question')}."
    elif action == "remove_tag":
        changed = bulk.remove_tag(*arguments, tag, now)
        words = f"Tag “{tag}” removed from {counted(changed, 'question')}."
    else:
        words = _move(bank, ids)
    flash(words)
    return redirect(_back(bank, filters, undo=undo), 303)


def _move(bank: ShownBank, ids: Sequence[int]) -> str:
    wanted = _numbers([request.form.get("target", "")])
    target = next((one for one in _targets(bank) if one.id in wanted), None)
    if target is None:
        abort(404)
    moved = bulk.move(
        *(db.session, signed_in(), bank.id, ids, target.id),
        on_clash=request.form.get("on_clash", ""),
    )
    words = f"{counted(moved.moved, 'question')} moved to “{target.title}”."
    return f"{words} {counted(moved.stayed, 'question')} stayed here." if moved.stayed else words


def _back(bank: ShownBank, filters: Filters, **more: Any) -> str:
    said = {name: value for name, value in more.items() if value}
    return url_for("banks.bank", slug=bank.slug, **address_of(filters), **said)


@blueprint.get("/export.<format_name>")
@login_required
def export(slug: str, format_name: str) -> ResponseReturnValue:
    """The bank as a file, in one of the layouts that it can be written in."""
    bank = find_bank(slug)
    if format_name not in WRITERS:
        abort(404)
    write, mimetype = WRITERS[format_name]

    def parts() -> Iterator[str]:
        # The session of the request is closed before the parts are sent; this one is at their end.
        yield from write(listing.read_bank(db.session, bank.id), bank.title)

    headers = {"Content-Disposition": f'attachment; filename="{bank.slug}.{format_name}"'}
    return Response(stream_with_context(parts()), mimetype=mimetype, headers=headers)
