"""The section that all pages about accounts belong to, and what they share."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, make_response, request

from punos import clock
from punos.accounts import devices, second, sessions
from punos.accounts.agents import agent_in_words
from punos.accounts.identify import SignedIn
from punos.accounts.models import Account
from punos.accounts.weak import is_easy_to_guess
from punos.forms import Form, PunosSchema
from punos.forms.words import unexpected
from punos.i18n import _
from punos.web.cookies import DEVICE, LINK, drop_cookie, read_cookie
from punos.web.pages import Pages
from punos.web.redirects import see_other
from punos.web.render import render
from punos.web.sign_in_first import STEPS, with_next
from punos.work import Work

pages = Pages("accounts", "punos.accounts")
WHOLE = "_schema"


def sent(schema: PunosSchema) -> tuple[Form, dict[str, Any] | None]:
    """The form as it was sent, and its answers when they can be taken.

    An answer given twice is refused: one reader of it might take the first, another the second.
    """
    form = Form.from_request(schema, request.form)
    data = form.load()
    if any(len(values) > 1 for _name, values in request.form.lists()):
        form.add_error(WHOLE, unexpected())
    return form, None if form.errors else data


def new_password(work: Work, account: Account, form: Form, data: Mapping[str, Any]) -> str | None:
    """The password that was chosen; None, said in the form, when it is too easy to guess."""
    names = work.settings.names.values()
    around = (account.name, account.email, work.settings.short_name, work.tenant.slug, *names)
    password: str = data["password"]
    if is_easy_to_guess(password, around):
        form.add_error(
            "password",
            _(
                "This password is easy to guess. Choose words that do not belong together and that "
                "are not about you or the association."
            ),
        )
        return None
    return password


def enter(
    work: Work, account: Account, target: str, *, earlier: SignedIn | None = None
) -> Response:
    """Sign this browser in with a token it never had, and go on. Whoever was signed in goes out.

    Whoever has a second step goes on to it, unless this browser is remembered, or they have passed it
    in the `earlier` session that this one follows. Neither is a new proof of who they are: their code is.
    """
    before = g.signed_in or g.half_in
    if before is not None:
        sessions.end(work, before.account_id, before.session_id)
    has_second = second.has_one(work, account.id)
    passed = has_second and (
        earlier.passed_second
        if earlier is not None
        else devices.is_known(work, account.id, read_cookie(DEVICE))
    )
    proved = clock.now() if not has_second else earlier.proved_at if earlier else None
    renew(sessions.start(work, account, proved_at=proved, agent=agent(), passed_second=passed))
    waits = has_second and not passed
    answer = see_other(with_next(STEPS["code"], target) if waits else target)
    drop_cookie(answer, LINK)
    return answer


def renew(token: str) -> None:
    """Give this browser the session's new token."""
    g.browser_token = token
    g.browser_token_is_new = True


def agent() -> str | None:
    """Which browser asks, in two words."""
    return agent_in_words(request.headers.get("User-Agent", ""))


def link_gone() -> Response:
    """The same calm page for a link that is unknown, used up, revoked or too old."""
    return make_response(render("accounts/link_gone.html"), 404)


def again(template: str, form: Form, **context: Any) -> Response:
    """The page with what was typed and what is wrong with it; nothing is kept."""
    return make_response(render(template, form=form, **context), 400)
