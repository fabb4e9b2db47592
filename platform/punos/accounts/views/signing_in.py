"""Signing in with a password, asking for a mail with a link, and signing out."""

from flask import Response, flash, g, request, session

from punos.accounts import asking, attempts, service, sessions
from punos.accounts.schemas import AddressSchema, SignInSchema
from punos.accounts.views.base import WHOLE, again, enter, pages, sent
from punos.forms import Form
from punos.i18n import _
from punos.web.cookies import BROWSER, LINK, drop_cookie
from punos.web.counting import counted
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import own_path
from punos.work import Work

# Not "cookies": it would also clear those of the other associations below the same domain.
CLEAR = '"cache", "storage"'


@pages.get("/sign-in", public=True)
def sign_in(_work: Work) -> str:
    """The sign-in page; whoever is signed in already is told so."""
    target = own_path(request.args.get("next"))
    return render("accounts/sign_in.html", form=Form(SignInSchema()), next=target)


@pages.post("/sign-in", public=True)
def try_sign_in(work: Work) -> Response:
    """Sign in, or say the same whatever was wrong."""
    form, data = sent(SignInSchema())
    target = own_path(request.form.get("next"))
    account = None
    if data is not None:
        attempt = counted(work, attempts.GUESSES, data["email"])
        if attempt is not None:
            account = service.check_password(work, data["email"], data["password"])
        if attempt is not None and account is not None:
            attempts.succeed(work, attempt)
            return enter(work, account, target)
        form.add_error(WHOLE, _wrong_pair())
    return again("accounts/sign_in.html", form, next=target)


def _wrong_pair() -> str:
    return _(
        "This address and this password do not fit together. Check both. After many tries you have "
        "to wait 15 minutes; a sign-in link by e-mail works at once."
    )


@pages.get("/sign-in/link", public=True)
def ask_link(_work: Work) -> str:
    """Ask for a one-time sign-in link."""
    return render("accounts/ask_link.html", form=Form(AddressSchema()))


@pages.post("/sign-in/link", public=True)
def send_link(work: Work) -> Response | str:
    """Write to the account with this address, if there is one; the answer does not tell."""
    form, data = sent(AddressSchema())
    if data is None:
        return again("accounts/ask_link.html", form)
    if counted(work, attempts.MAILS, data["email"]) is not None:
        asking.sign_in_link(work, data["email"])
    return render("accounts/mail_sent.html", email=data["email"])


@pages.get("/password/new", public=True)
def ask_password(_work: Work) -> str:
    """Ask for a link to choose a new password."""
    return render("accounts/ask_password.html", form=Form(AddressSchema()))


@pages.post("/password/new", public=True)
def send_password(work: Work) -> Response | str:
    """Write to the account with this address, if there is one; the answer does not tell."""
    form, data = sent(AddressSchema())
    if data is None:
        return again("accounts/ask_password.html", form)
    if counted(work, attempts.MAILS, data["email"]) is not None:
        asking.new_password(work, data["email"])
    return render("accounts/mail_sent.html", email=data["email"])


@pages.post("/sign-out", allow="own.account")
def sign_out(work: Work) -> Response:
    """End this session: a copy of its cookie is worth nothing afterwards."""
    sessions.end(work, g.signed_in.account_id, g.signed_in.session_id)
    return leave()


@pages.post("/sign-out/everywhere", allow="own.account")
def sign_out_everywhere(work: Work) -> Response:
    """End every session of the account."""
    sessions.end_all(work, g.signed_in.account_id)
    return leave()


def leave() -> Response:
    """Take everything of this association out of the browser, and go to the first page."""
    session.clear()
    flash(_("You have signed out."), "done")
    answer = see_other("/")
    drop_cookie(answer, BROWSER)
    drop_cookie(answer, LINK)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer
