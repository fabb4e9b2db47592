"""Signed links: opening one, and what the bearer of each of ours does."""

from flask import Response, url_for

from punos.accounts import links, service
from punos.accounts.identify import usable_link
from punos.accounts.schemas import NewPasswordSchema
from punos.accounts.views.base import again, enter, link_gone, new_password, pages, sent
from punos.forms import Form
from punos.web.cookies import LINK, write_cookie
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work


@pages.get("/l/<token>", public=True)
def open_link(work: Work, token: str) -> Response:
    """Exchange the token for a cookie and go to the clean address of its purpose.

    Nothing is used up: mail scanners open links too. Nor is a session noted as used by it: whoever
    answers an anonymous survey may be signed in besides.
    """
    work.session.rollback()
    link = usable_link(work.session, token)
    endpoint = links.landing(work, link.purpose) if link is not None else None
    if endpoint is None:
        return link_gone()
    answer = see_other(url_for(endpoint))
    write_cookie(answer, LINK, token)
    return answer


@pages.get("/sign-in/by-link", allow="link.sign_in", link="sign_in")
def sign_in_by_link(work: Work) -> str:
    """One button."""
    account = service.account_of(work, work.actor)
    return render("accounts/sign_in_by_link.html", account=account)


@pages.post("/sign-in/by-link", allow="link.sign_in", link="sign_in")
def enter_by_link(work: Work) -> Response:
    """Sign in; the link is used up."""
    try:
        return enter(work, service.enter_by_link(work, work.actor), "/")
    except links.LinkGone:
        return link_gone()


@pages.get("/invitation", allow="link.password", link="invitation")
def accept_invitation(work: Work) -> str:
    """Choose the first password."""
    return _password_page(work, "accounts/invitation.html")


@pages.post("/invitation", allow="link.password", link="invitation")
def save_first_password(work: Work) -> Response:
    """Keep the first password and sign in."""
    return _choose(work, "accounts/invitation.html")


@pages.get("/password/choose", allow="link.password", link="password_reset")
def choose_password(work: Work) -> str:
    """Choose a new password."""
    return _password_page(work, "accounts/choose_password.html")


@pages.post("/password/choose", allow="link.password", link="password_reset")
def save_password(work: Work) -> Response:
    """Keep the new password, end all sessions, and sign in."""
    return _choose(work, "accounts/choose_password.html")


def _password_page(work: Work, template: str) -> str:
    account = service.account_of(work, work.actor)
    return render(template, form=Form(NewPasswordSchema()), account=account)


def _choose(work: Work, template: str) -> Response:
    try:
        account = service.account_of(work, work.actor, hold=True)
        form, data = sent(NewPasswordSchema())
        password = new_password(work, account, form, data) if data is not None else None
        if password is None:
            return again(template, form, account=account)
        return enter(work, service.choose_password(work, work.actor, password), "/")
    except links.LinkGone:
        return link_gone()
