"""Banks themselves: making, describing, copying, sharing and deleting them."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from quizapp.accounts import signed_in
from quizapp.accounts.forms import EmptyForm
from quizapp.banks.access import Right, ShownBank, is_teacher
from quizapp.extensions import db
from quizapp.writing import banks, bulk, listing
from quizapp.writing.banks import KnownBankError, NoNeedToShareError, UnknownColleagueError
from quizapp.writing.forms import LICENCES, BankForm, CopyForm, ShareForm
from quizapp.writing.searching import Filters
from quizapp.writing.views import find_bank

blueprint = Blueprint("bank_pages", __name__, url_prefix="/banks")


@blueprint.route("/new", methods=["GET", "POST"])
@login_required
def create() -> ResponseReturnValue:
    """Make an empty bank."""
    if not is_teacher(signed_in()):
        abort(404)
    form = BankForm()
    if not form.validate_on_submit():
        return _details_page(None, form)
    slug = banks.create_bank(db.session, signed_in(), form.said(), datetime.now(UTC))
    flash("The bank is made. Write its first question.")
    return redirect(url_for("banks.bank", slug=slug), 303)


@blueprint.route("/<slug>/details", methods=["GET", "POST"])
@login_required
def details(slug: str) -> ResponseReturnValue:
    """Change what is said of a bank."""
    bank = find_bank(slug, Right.EDIT)
    form = BankForm(obj=bank)
    if not form.validate_on_submit():
        return _details_page(bank, form)
    banks.describe_bank(db.session, signed_in(), bank.id, form.said())
    flash("The details are saved.")
    return redirect(url_for("banks.bank", slug=bank.slug), 303)


def _details_page(bank: ShownBank | None, form: BankForm) -> ResponseReturnValue:
    page = render_template(
        "writing/details.html",
        bank=bank,
        form=form,
        licences=LICENCES,
        subjects=banks.list_subjects(db.session, signed_in()),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<slug>/copy", methods=["GET", "POST"])
@login_required
def copy(slug: str) -> ResponseReturnValue:
    """Make a bank of one's own with the same questions."""
    bank = find_bank(slug)
    form = CopyForm(data={"title": f"Copy of {bank.title}"[:200]})
    if not form.validate_on_submit():
        page = render_template("writing/copy.html", bank=bank, form=form)
        return page, 422 if form.is_submitted() else 200
    title = (form.title.data or "").strip()
    made = banks.copy_bank(db.session, signed_in(), bank, title, datetime.now(UTC))
    flash("The copy is made. It is yours, and changes to it don’t touch the original.")
    return redirect(url_for("banks.bank", slug=made), 303)


@blueprint.route("/<slug>/sharing", methods=["GET", "POST"])
@login_required
def sharing(slug: str) -> ResponseReturnValue:
    """Whom a bank is shared with, and sharing it."""
    bank = find_bank(slug, Right.MANAGE)
    form = ShareForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            name = banks.share_bank(
                *(db.session, signed_in(), bank.id, form.username.data or ""),
                may_edit=form.right.data == "edit",
            )
        except UnknownColleagueError:
            form.username.errors = ["There is no teacher of this username."]
        except NoNeedToShareError:
            form.username.errors = ["This person has the bank already."]
        else:
            flash(f"The bank is shared with {name}.")
            return redirect(url_for("bank_pages.sharing", slug=bank.slug), 303)
    shares = banks.list_shares(db.session, bank.id)
    page = render_template(
        "writing/sharing.html", bank=bank, form=form, shares=shares, plain_form=EmptyForm()
    )
    return page, status


@blueprint.post("/<slug>/sharing/<int:user_id>/stop")
@login_required
def stop_sharing(slug: str, user_id: int) -> ResponseReturnValue:
    """Take a share back."""
    bank = find_bank(slug, Right.MANAGE)
    banks.stop_sharing(db.session, signed_in(), bank.id, user_id)
    flash("The bank is no longer shared with this person.")
    return redirect(url_for("bank_pages.sharing", slug=bank.slug), 303)


@blueprint.route("/<slug>/delete", methods=["GET", "POST"])
@login_required
def delete(slug: str) -> ResponseReturnValue:
    """Whether to delete a bank, and doing it; one that people have learned from stays."""
    bank = find_bank(slug, Right.MANAGE)
    form = EmptyForm()
    if form.validate_on_submit():
        try:
            banks.delete_bank(db.session, signed_in(), bank.id)
        except KnownBankError:
            return _delete_page(bank, form, is_known=True), 409
        flash(f"“{bank.title}” is deleted.")
        return redirect(url_for("banks.index"), 303)
    return _delete_page(bank, form, is_known=banks.is_bank_known(db.session, bank.id))


def _delete_page(bank: ShownBank, form: EmptyForm, *, is_known: bool) -> str:
    counts = listing.count_bank(db.session, bank.id)
    return render_template(
        "writing/delete.html", bank=bank, form=form, counts=counts, is_known=is_known
    )


@blueprint.post("/<slug>/retire")
@login_required
def retire(slug: str) -> ResponseReturnValue:
    """Ask no question of the bank any more; all that was answered stays."""
    bank = find_bank(slug, Right.MANAGE)
    ids = listing.chosen_ids(db.session, bank.id, Filters())
    bulk.retire(db.session, signed_in(), bank.id, ids, datetime.now(UTC))
    flash("All questions of the bank are retired. You can bring them back at any time.")
    return redirect(url_for("banks.bank", slug=bank.slug, state="retired"), 303)
