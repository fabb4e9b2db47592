"""One's own sign-in: where one is signed in, and the password."""

from uuid import UUID

from flask import Response, flash, g, request, url_for
from sqlalchemy import select

from punos.accounts import attempts, devices, second, service
from punos.accounts.models import Account
from punos.accounts.schemas import ChangePasswordSchema
from punos.accounts.sessions import end, live
from punos.accounts.views.base import again, enter, new_password, pages, sent
from punos.accounts.views.signing_in import leave
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _
from punos.web import proving
from punos.web.counting import counted
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

PASSWORD = "accounts/password.html"  # noqa: S105 (a page)


def own_account(work: Work) -> Account:
    """The account that is signed in."""
    return work.session.scalars(select(Account).where(Account.id == work.account_id)).one()


@pages.get("/account", allow="own.account")
def sessions(work: Work) -> str:
    """Where one is signed in, with a button for each place."""
    account = own_account(work)
    return render(
        "accounts/sessions.html",
        account=account,
        sessions=live(work, account.id),
        here_id=g.signed_in.session_id,
        devices=devices.live(work, account.id),
        codes_left=second.codes_left(work, account.id) if g.signed_in.has_second else 0,
    )


@pages.post("/account/sessions/<uuid:session_id>/end", allow="own.account")
def end_session(work: Work, session_id: UUID) -> Response:
    """End one of one's own sessions, be it this one."""
    if not end(work, g.signed_in.account_id, session_id):
        raise Absent
    if session_id == g.signed_in.session_id:
        return leave()
    flash(_("That browser is signed out."), "done")
    return see_other(url_for("accounts.sessions"))


@pages.get("/account/password", allow="own.account")
def password(work: Work) -> str:
    """The page for a new password."""
    return render(PASSWORD, form=Form(ChangePasswordSchema()), account=own_account(work))


@pages.post("/account/password", allow="own.account")
def change_password(work: Work) -> Response:
    """Change the password of who knows the old one. Every other session ends, this one is renewed."""
    account = own_account(work)
    form, data = sent(ChangePasswordSchema())
    if data is None or not _knows_old(work, account, form, data["current"]):
        return again(PASSWORD, form, account=account)
    chosen = new_password(work, account, form, data)
    if chosen is None:
        return again(PASSWORD, form, account=account)
    service.set_password(work, account, chosen)
    flash(_("Your password is changed. Every other browser is signed out."), "done")
    return enter(work, account, url_for("accounts.sessions"), earlier=g.signed_in)


@pages.post("/prove", allow="own.account")
def prove(work: Work) -> Response:
    """Who was asked to show that it is them, before a page or a file: on to it."""
    target = own_path(request.form.get("next"))
    if proving.prove(work, g.signed_in, request.form.get(proving.PROOF, "")):
        return see_other(target)
    return proving.proof_page(work, g.signed_in, target, wrong=True)


def _knows_old(work: Work, account: Account, form: Form, typed: str) -> bool:
    """Guesses count here too: whoever holds a stolen session must not try for ever."""
    attempt = counted(work, attempts.GUESSES, account.email)
    if attempt is None or service.check_password(work, account.email, typed) is None:
        form.add_error(
            "current",
            _(
                "This is not your password now. After many tries you have to wait 15 minutes; "
                "a link by e-mail works at once."
            ),
        )
        return False
    attempts.succeed(work, attempt)
    return True
