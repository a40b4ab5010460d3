"""`flask privacy apply`: delete what is past its time, or only say what that is."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click
from flask import current_app

from quizapp.extensions import db
from quizapp.imports import spool_of
from quizapp.presentation import counted
from quizapp.privacy.retention import Limits, Report, apply_limits, find_expired


@click.command("apply")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def apply_retention(dry_run: bool, as_json: bool) -> None:
    """Delete what is past the time for which it is kept (QUIZAPP_KEEP_...); run it once a day."""
    limits = Limits.of(current_app.config["SETTINGS"])
    now = datetime.now(UTC)
    if dry_run:
        report = find_expired(db.session, limits, now)
    else:
        report = apply_limits(db.session, spool_of(current_app), limits, now)
    if as_json:
        click.echo(json.dumps({**asdict(report), "limits": asdict(limits), "dry_run": dry_run}))
        return
    for line in _lines(report):
        click.echo(line)
    if report.is_empty:
        click.echo("Nothing is past its time.")
    elif dry_run:
        click.echo("This was a dry run: nothing was deleted.")


def _lines(report: Report) -> list[str]:
    lines = [
        f"{counted(count, noun)}: {why}"
        for count, noun, why in (
            (report.sign_ins, "sign-in", "expired"),
            (report.one_time_codes, "one-time code", "expired"),
            (report.invitations, "invitation", "expired or used up"),
            (report.audit_entries, "log line", "too old"),
        )
        if count
    ]
    lines += [
        f"class {name}: archived for too long; its results go with it" for name in report.classes
    ]
    lines += [f"account {name}: not used for too long" for name in report.deleted_accounts]
    lines += [
        f"account {name}: not used for too long; its results stay without a name"
        for name in report.anonymised_accounts
    ]
    lines += [f"account {name} stays: {why}" for name, why in report.kept_accounts.items()]
    return lines
