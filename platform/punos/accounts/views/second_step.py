"""The second step of signing in: typing its code, and setting it up, also on the way in."""

from uuid import UUID

from flask import Response, flash, g, make_response, request, url_for
from sqlalchemy import select

from punos.accounts import attempts, devices, second, sessions
from punos.accounts.identify import SignedIn
from punos.accounts.models import Account
from punos.accounts.schemas import CodeSchema
from punos.accounts.views.base import again, agent, pages, renew, sent
from punos.audit.service import record as audit
from punos.errors import Absent
from punos.forms import Form
from punos.i18n import _
from punos.web.cookies import DEVICE, write_cookie
from punos.web.counting import counted
from punos.web.proving import sealer
from punos.web.qr import qr_svg
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import SIGN_IN, ask_to_sign_in, own_path
from punos.work import Work

CODE, SETUP = "accounts/code.html", "accounts/second_step.html"


@pages.get("/sign-in/code", public=True)
def second_code(_work: Work) -> Response | str:
    """Ask for the code, of who has typed their password."""
    target = own_path(request.args.get("next"))
    if g.missing_step != "code":
        return see_other(target if g.signed_in else SIGN_IN)
    return render(CODE, form=Form(CodeSchema()), next=target)


@pages.post("/sign-in/code", public=True)
def try_code(work: Work) -> Response:
    """Sign in, or say that the code does not fit."""
    if g.missing_step != "code":
        return see_other(SIGN_IN)
    target = own_path(request.form.get("next"))
    account = _account(work, g.half_in)
    form, data = sent(CodeSchema())
    if data is None or not _fits(work, account, form, data["code"]):
        return again(CODE, form, next=target)
    _pass(work, g.half_in)
    answer = see_other(target)
    if data["remember"]:
        write_cookie(answer, DEVICE, devices.remember(work, account.id, agent()))
    return answer


def _fits(work: Work, account: Account, form: Form, typed: str) -> bool:
    attempt = counted(work, attempts.CODES, account.email)
    if attempt is None or not second.check(work, account, typed, sealer()):
        form.add_error("code", _wrong())
        return False
    attempts.succeed(work, attempt)
    return True


def _wrong() -> str:
    return _(
        "This code does not fit. Each code works once: wait for the next one. After many tries you "
        "have to wait 15 minutes."
    )


def _pass(work: Work, who: SignedIn) -> None:
    """The session counts in full from now on, under a new token."""
    renew(sessions.prove(work, who.session_id, second=True))
    audit(work, "account.second_step_passed", "account", who.account_id)


@pages.post("/sign-in/stop", public=True)
def stop_signing_in(work: Work) -> Response:
    """Who does not go on to the second step goes out again."""
    if g.half_in is not None:
        sessions.end(work, g.half_in.account_id, g.half_in.session_id)
    return see_other(SIGN_IN)


def _who() -> SignedIn | None:
    """Who may set it up: who is in, and who is let in only when it is done."""
    who: SignedIn | None = g.signed_in or (g.half_in if g.missing_step == "setup" else None)
    return who


@pages.get("/second-step", public=True)
def second_step(work: Work) -> Response | str:
    """What it is; once begun, the square code for the app."""
    who = _who()
    if who is None:
        return ask_to_sign_in(work)
    if who.has_second:
        return see_other(url_for("accounts.sessions"))
    return _setup_page(work, who, Form(CodeSchema(only=["code"])))


@pages.post("/second-step/begin", public=True, step_up=True)
def begin_second_step(work: Work) -> Response:
    """Make the secret that the app is given next."""
    who = _who()
    if who is None:
        return ask_to_sign_in(work)
    second.begin(work, _account(work, who), sealer())
    return see_other(url_for("accounts.second_step", next=own_path(request.form.get("next"))))


@pages.post("/second-step/confirm", public=True, step_up=True)
def confirm_second_step(work: Work) -> Response | str:
    """It counts from now on; the recovery codes are shown this once."""
    who = _who()
    if who is None:
        return ask_to_sign_in(work)
    account, (form, data) = _account(work, who), sent(CodeSchema(only=["code"]))
    attempt = counted(work, attempts.CODES, account.email) if data is not None else None
    codes = second.confirm(work, account, data["code"], sealer()) if data and attempt else None
    if codes is None or attempt is None:
        if data is not None:
            form.add_error("code", _wrong())
        return make_response(_setup_page(work, who, form), 400)
    attempts.succeed(work, attempt)
    sessions.end_all(work, account.id, but=who.session_id)
    _pass(work, who)
    return _codes_page(codes, own_path(request.form.get("next")))


def _setup_page(work: Work, who: SignedIn, form: Form) -> str:
    account = _account(work, who)
    secret = second.unconfirmed_secret(work, account.id, sealer())
    site = work.settings.short_name
    return render(
        SETUP,
        form=form,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if secret else "",
        square=qr_svg(second.address_for_app(secret, account, site), scale=5) if secret else "",
        must=g.missing_step == "setup",
        next=own_path(request.form.get("next") or request.args.get("next")),
    )


def _codes_page(codes: list[str], target: str) -> str:
    return render("accounts/codes.html", codes=codes, next=target)


@pages.get("/second-step/codes", allow="own.account")
def ask_codes(work: Work) -> str:
    """What new recovery codes mean, and the button."""
    _refuse_without(work)
    return render("accounts/ask_codes.html")


@pages.post("/second-step/codes", allow="own.account", step_up=True)
def make_codes(work: Work) -> str:
    """New recovery codes, shown this once; the earlier ones end."""
    _refuse_without(work)
    return _codes_page(second.new_codes(work, g.signed_in.account_id), url_for("accounts.sessions"))


@pages.post("/second-step/codes.txt", allow="own.account")
def keep_codes(work: Work) -> Response:
    """The codes of the page as a file; only one's own, so that nothing else can be made to come back."""
    codes = request.form.getlist("code")
    if not second.are_codes_of(work, g.signed_in.account_id, codes):
        raise Absent
    answer = make_response("".join(f"{code}\n" for code in codes))
    answer.mimetype = "text/plain"
    answer.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return answer


@pages.get("/second-step/off", allow="own.account")
def ask_second_off(work: Work) -> str:
    """What taking it away means, and the button."""
    _refuse_without(work)
    return render("accounts/second_off.html")


@pages.post("/second-step/off", allow="own.account", step_up=True)
def second_off(work: Work) -> Response:
    """Take it away, to do without or to begin again with another app."""
    _refuse_without(work)
    second.remove(work, _account(work, g.signed_in), keep=g.signed_in.session_id)
    flash(_("The second step is taken away. Other browsers are signed out."), "done")
    return see_other(url_for("accounts.sessions"))


def _refuse_without(_work: Work) -> None:
    if not g.signed_in.has_second:
        raise Absent


@pages.post("/account/devices/<uuid:device_id>/forget", allow="own.account")
def forget_device(work: Work, device_id: UUID) -> Response:
    """Ask for the code again in one of one's browsers."""
    if not devices.forget_one(work, g.signed_in.account_id, device_id):
        raise Absent
    flash(_("The code is asked for there again."), "done")
    return see_other(url_for("accounts.sessions"))


def _account(work: Work, who: SignedIn) -> Account:
    return work.session.scalars(select(Account).where(Account.id == who.account_id)).one()
