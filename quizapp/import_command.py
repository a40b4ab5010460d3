"""`flask banks import`: a file into a bank, all of it or nothing, with the dry run before."""

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app

from quizapp.banks import files
from quizapp.banks.services import find_bank
from quizapp.engine.formats.bank_file import RowFault
from quizapp.engine.formats.native_row import question_cells
from quizapp.engine.formats.plan import ROLES
from quizapp.engine.formats.planning import LAYOUTS
from quizapp.engine.record import question_of
from quizapp.extensions import db
from quizapp.imports import publishing, services, spool_of
from quizapp.imports.checking import Report, check_file
from quizapp.imports.comparing import Outcome
from quizapp.imports.publishing import LEAVE_OUT, NotImportedError, require_fit
from quizapp.imports.reading import OpenedFile, Settings, open_file
from quizapp.imports.services import BusyImportError
from quizapp.imports.spool import MAX_FILE, Spool, TooLargeError
from quizapp.jobs import services as jobs
from quizapp.jobs.services import JobFailedError

BUSY = "Another file is being imported into this bank at this moment. Try again in a minute."


def _read_columns(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[int, str] | None:
    columns: dict[int, str] = {}
    for pair in given:
        number, _, role = pair.partition("=")
        if not number.isdecimal() or int(number) < 1 or role not in {*ROLES, ""}:
            raise click.BadParameter(f"{pair!r} is not the number of a column and what it is.")
        columns[int(number) - 1] = role
    return columns or None


def _read_answers(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[str, str]:
    return {name: value for name, _, value in (pair.partition("=") for pair in given)}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--bank", "slug", help="The bank to import into; without, one named like the file.")
@click.option("--title", help="The title of a new bank; without, the file's name.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--leave-out-faulty", is_flag=True, help="Import the other rows all the same.")
@click.option("--encoding", help="The encoding of the file.")
@click.option("--delimiter", help="What separates its cells.")
@click.option("--sheet", help="Which sheet of a workbook is read.")
@click.option("--header/--no-header", "has_header", default=None, help="Whether it names columns.")
@click.option("--layout", type=click.Choice([*LAYOUTS]), help="The program that it is from.")
@click.option(
    *("--column", "columns"),
    multiple=True,
    metavar="N=ROLE",
    callback=_read_columns,
    help="What column N (from 1) is, as 2=question.",
)
@click.option(
    *("--answer", "answers"),
    multiple=True,
    metavar="ID=VALUE",
    callback=_read_answers,
    help="What you decide where the dry run asks.",
)
def import_file(
    file: Path,
    slug: str | None,
    title: str | None,
    dry_run: bool,
    as_json: bool,
    leave_out_faulty: bool,
    **said: Any,
) -> None:
    """Import FILE (CSV, TSV, xlsx, Anki text, Quizlet, ...): all of it, or nothing."""
    # A large file makes millions of short-lived values; what the application is made of stays.
    gc.freeze()
    settings = Settings(**said)
    kept: list[Outcome] = []

    def keep(outcomes: list[Outcome]) -> None:
        kept.extend(each for each in outcomes if as_json or each.faults)

    slug = files.slug_of(slug or file.stem)
    spool = spool_of(current_app, beside=file.parent)
    if dry_run:
        report = _check(spool, file, slug, settings, keep)
        refusal = _refusal(report, settings, leave_out_faulty)
    else:
        title = title or files.title_of(file.stem)
        report, refusal = _import(spool, file, slug, title, settings, leave_out_faulty, keep)
    if as_json:
        click.echo(json.dumps(_as_json(report, kept) | {"slug": slug, "dry_run": dry_run}))
    else:
        _print(file, slug, report, kept, refusal, dry_run=dry_run)
    if refusal:
        sys.exit(1)


def _check(
    spool: Spool,
    file: Path,
    slug: str,
    settings: Settings,
    keep: Callable[[list[Outcome]], None],
) -> Report:
    bank = find_bank(db.session, None, slug)
    return check_file(
        db.session,
        _open(file, settings),
        bank.id if bank else None,
        find_picture=spool.find_picture,
        keep=keep,
        progress=lambda _done, _total: None,
        answers=settings.answers,
    )


def _refusal(report: Report, settings: Settings, leave_out_faulty: bool) -> str:
    """Why the file couldn't be imported, "" where it could be."""
    answers = {**settings.answers, **({LEAVE_OUT: "leave-out"} if leave_out_faulty else {})}
    try:
        require_fit(report, answers)
    except NotImportedError as error:
        return str(error)
    return ""


def _open(file: Path, settings: Settings) -> OpenedFile | RowFault:
    if file.stat().st_size > MAX_FILE:
        return TOO_LARGE
    try:
        return open_file(file.read_bytes(), settings)
    except OSError as error:
        return RowFault(0, "", "unreadable", f"The file can't be read: {error.strerror}.")


TOO_LARGE = RowFault(0, "", "too_large", f"The file is over {MAX_FILE // 1_000_000} MB; split it.")


def _import(
    spool: Spool,
    file: Path,
    slug: str,
    title: str,
    settings: Settings,
    leave_out_faulty: bool,
    keep: Callable[[list[Outcome]], None],
) -> tuple[Report, str]:
    """Import as a job of this process; returns also why nothing was imported, if so."""
    bank = find_bank(db.session, None, slug)
    now = datetime.now(UTC)
    try:
        with file.open("rb") as stream:
            import_id = services.create_import(
                db.session,
                spool,
                None,
                stream,
                name=file.name,
                settings=settings,
                bank_id=bank.id if bank else None,
                bank_title=title,
                now=now,
            )
    except TooLargeError:
        return Report(fault=asdict(TOO_LARGE)), TOO_LARGE.message
    try:
        job_id = publishing.begin_import(
            db.session, None, import_id, now, slug=slug, leave_out_faulty=leave_out_faulty
        )
        work = jobs.take_up(db.session, job_id, lambda: datetime.now(UTC))
        if work is None:
            raise BusyImportError
        return publishing.write_import(db.session, spool, work, keep), ""
    except NotImportedError as error:
        return error.report, str(error)
    except JobFailedError as error:
        return Report(), str(error)
    except BusyImportError:
        return Report(), BUSY
    finally:
        services.forget_import(db.session, spool, import_id)


def _as_json(report: Report, outcomes: list[Outcome]) -> dict[str, Any]:
    told = report.to_json()
    faults = [report.fault] if report.fault else []
    faults += [asdict(fault) for outcome in outcomes for fault in outcome.faults]
    return {
        **{name: told[name] for name in ("encoding", "delimiter", "has_header", "layout")},
        "columns": {
            name or f"column {number}": role
            for number, (name, role) in enumerate(
                zip(report.header, report.columns, strict=False), 1
            )
        },
        **{name: told[name] for name in ("rows", "new", "changed", "unchanged", "notes", "asks")},
        "faults": faults,
        "questions": [
            question_cells(question_of(outcome.record)) for outcome in outcomes if outcome.record
        ],
    }


def _print(
    file: Path,
    slug: str,
    report: Report,
    outcomes: list[Outcome],
    refusal: str,
    *,
    dry_run: bool,
) -> None:
    if report.fault:
        _print_fault(file, RowFault(**report.fault))
    for outcome in outcomes:
        for fault in outcome.faults:
            _print_fault(file, fault)
    for note in report.notes:
        click.echo(note, err=True)
    for ask in report.asks:
        click.echo(ask["message"], err=True)
        for value, words in ask["choices"]:
            click.echo(f"  --answer {ask['id']}={value}: {words}", err=True)
    if refusal:
        told = report.fault and report.fault["message"] == refusal
        click.echo("Nothing was imported." if told else refusal, err=True)
        return
    counts = f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged"
    counts += f", {report.faulty} faulty" if report.faulty else ""
    click.echo(f"{slug}: {counts}{' (dry run: nothing was stored)' if dry_run else ''}")


def _print_fault(file: Path, fault: RowFault) -> None:
    place = [str(file)]
    place += [f"line {fault.line}"] if fault.line else []
    place += [f"column {fault.column}"] if fault.column else []
    click.echo(f"{', '.join(place)}: {fault.message}", err=True)
