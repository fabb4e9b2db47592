"""Before what does harm in wrong hands: whoever sits there proves once more who they are.

It is asked of a signed-in account at routes with `step_up=True` and where a list is taken out as a file,
unless it signed in or proved it minutes ago. The page that asks carries what was typed, so that the
act goes on afterwards and nothing is lost; such a route takes no files.
"""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, current_app, g, make_response, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import ImmutableMultiDict

from punos import clock
from punos.accounts import attempts, second, service, sessions
from punos.accounts.identify import SignedIn
from punos.accounts.models import Account
from punos.accounts.sealing import Sealer
from punos.deployment import Deployment
from punos.i18n import _
from punos.web.counting import counted
from punos.web.csrf import FIELD
from punos.web.pages import Route
from punos.web.render import render
from punos.work import Work

PROOF = "proof-of-who-you-are"
"""The name of the answer; no form of anybody's has a field of this name."""
HERE = "accounts.prove"
FILES = ("csv", "xlsx", "json")


def ask_for_proof(work: Work, route: Route) -> Response | None:
    """The page that asks, as far as a proof is missing; None when the act may go on."""
    who: SignedIn | None = g.get("signed_in")
    if who is None or work.actor is not who.principal or not (route.step_up or _takes_out()):
        return None
    typed = _taken_from_form()
    if _is_fresh(who) or (typed is not None and prove(work, who, typed)):
        return None
    return proof_page(work, who, request.full_path.rstrip("?"), wrong=typed is not None)


def proof_page(work: Work, who: SignedIn, path: str, *, wrong: bool) -> Response:
    """The question, in place of what was asked for at `path`: a page or a file, or an act with its form.

    Its answer goes on from there.
    """
    acts = request.method == "POST" and request.endpoint != HERE
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    account = _account(work, who)
    page = render(
        "accounts/prove.html",
        action=path if acts else url_for(HERE),
        hidden=sent if acts else [("next", path)],
        by="code" if who.has_second else "password" if account.password_hash else "link",
        problem=_wrong(who) if wrong else "",
        field=PROOF,
    )
    return make_response(page, 403)


def prove(work: Work, who: SignedIn, typed: str) -> bool:
    """Whether this is the code, or the password of who has no second step.

    When it is, that is kept at once, whatever becomes of the act, and the session has a new token.
    """
    account = _account(work, who)
    limit = attempts.CODES if who.has_second else attempts.GUESSES
    attempt = counted(work, limit, account.email)
    if attempt is None or not _is_right(work, who, account, typed):
        return False
    attempts.succeed(work, attempt)
    g.browser_token = sessions.prove(work, who.session_id, second=who.has_second)
    g.browser_token_is_new = True
    work.session.commit()
    return True


def sealer() -> Sealer:
    """What opens the secrets of authenticator apps here."""
    deployment: Deployment = current_app.extensions["punos"]
    return Sealer(deployment.config.secret_keys)


def _is_right(work: Work, who: SignedIn, account: Account, typed: str) -> bool:
    if who.has_second:
        return second.check(work, account, typed, sealer())
    return service.check_password(work, account.email, typed) is not None


def _is_fresh(who: SignedIn) -> bool:
    deployment: Deployment = current_app.extensions["punos"]
    lasts = timedelta(minutes=deployment.config.proof_minutes)
    return who.proved_at is not None and clock.now() - who.proved_at < lasts


def _takes_out() -> bool:
    """Whether a list is asked for as a file; of several lists on a page each has its own parameter."""
    sent: Iterable[tuple[str, str]] = request.values.items(multi=True)  # type: ignore[assignment]
    return any(value in FILES for name, value in sent if name.endswith("format"))


def _taken_from_form() -> str | None:
    """The answer that was sent along, out of the form: the act's own reader knows no such field."""
    typed = request.form.get(PROOF)
    if typed is not None:
        kept = [pair for pair in request.form.items(multi=True) if pair[0] != PROOF]
        request.form = ImmutableMultiDict(kept)
    return typed


def _account(work: Work, who: SignedIn) -> Account:
    return work.session.scalars(select(Account).where(Account.id == who.account_id)).one()


def _wrong(who: SignedIn) -> str:
    if who.has_second:
        return _("This code does not fit. Each code works once: wait for the next one and type it.")
    return _("This is not your password. After many tries you have to wait 15 minutes.")
