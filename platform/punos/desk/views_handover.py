"""A worker leaves: what she still looks after goes to somebody else."""

from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import select

from punos.accounts.models import Account
from punos.desk.handover import hand_over, open_tasks, successors
from punos.enrolments.responsible import chosen_account
from punos.errors import Absent
from punos.i18n import _staff_n
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

pages = Pages("handover", __name__, url_prefix="/accounts")


@pages.get("/<uuid:account_id>/handover", allow="accounts.manage")
def show(work: Work, account_id: UUID) -> str:
    """What is open, and to whom it may go."""
    account = _found(work, account_id)
    return render(
        "desk/handover.html",
        account=account,
        tasks=open_tasks(work, account.id),
        staff=successors(work, account.id),
    )


@pages.post("/<uuid:account_id>/handover", allow="accounts.manage")
def give(work: Work, account_id: UUID) -> Response:
    """Give it over."""
    account = _found(work, account_id)
    given, left = hand_over(work, account, chosen_account(request.form.get("responsible", "")))
    flash(_staff_n("%(num)s was handed over.", "%(num)s were handed over.", given), "done")
    if left:
        flash(
            _staff_n(
                "%(num)s is in a unit that they do not see. Choose somebody else for it.",
                "%(num)s are in units that they do not see. Choose somebody else for them.",
                left,
            ),
            "wait",
        )
    return see_other(url_for("handover.show", account_id=account.id))


def _found(work: Work, account_id: UUID) -> Account:
    account = work.session.scalars(select(Account).where(Account.id == account_id)).one_or_none()
    if account is None:
        raise Absent
    return account
