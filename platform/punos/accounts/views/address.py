"""Changing the e-mail address of one's sign-in."""

from flask import Response, g

from punos.accounts import addresses, attempts, service
from punos.accounts.links import LinkGone
from punos.accounts.schemas import NewAddressSchema
from punos.accounts.views.base import again, link_gone, pages, sent
from punos.accounts.views.own import own_account
from punos.forms import Form
from punos.i18n import _
from punos.web.cookies import BROWSER, LINK, drop_cookie
from punos.web.counting import counted
from punos.web.render import render
from punos.work import Work

PAGE = "accounts/address.html"


@pages.get("/account/address", allow="own.account")
def address(work: Work) -> str:
    """Ask for the new address."""
    return render(PAGE, form=Form(NewAddressSchema()), account=own_account(work))


@pages.post("/account/address", allow="own.account", step_up=True)
def ask_address(work: Work) -> Response | str:
    """Write to it; the answer does not tell whether somebody signs in with it already."""
    account, (form, data) = own_account(work), sent(NewAddressSchema())
    if data is None:
        return again(PAGE, form, account=account)
    if counted(work, attempts.MAILS, account.email) is not None:
        addresses.ask(work, account, data["email"])
    return render(
        "message.html",
        title=_("Look into your e-mail"),
        message=_(
            "If this address can be used here, a mail with a link is on its way to it. Until you open "
            "the link, you sign in with the address that you have now."
        ),
        next=(_("Back to your sign-in"), "/account"),
    )


@pages.get("/address", allow="link.address", link="address")
def see_address(work: Work) -> Response | str:
    """One button."""
    try:
        service.account_of(work, work.actor)
        return render("accounts/confirm_address.html", email=addresses.asked_for(work, work.actor))
    except LinkGone:
        return link_gone()


@pages.post("/address", allow="link.address", link="address")
def confirm_address(work: Work) -> Response | str:
    """It counts; whoever was signed in signs in again with the new address."""
    try:
        addresses.confirm(work, work.actor)
    except LinkGone:
        return link_gone()
    g.signed_in = None
    page = render(
        "message.html",
        title=_("Your new address counts from now on"),
        message=_("Sign in with it. Every browser was signed out."),
        next=(_("Sign in"), "/sign-in"),
    )
    answer = Response(page)
    drop_cookie(answer, BROWSER)
    drop_cookie(answer, LINK)
    return answer
