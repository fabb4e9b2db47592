"""The life of a request: host → tenant → transaction → who is asking → language."""

from flask import Flask, Response, current_app, g, request

from punos.access import NOBODY, Principal
from punos.accounts.identify import SignedIn, Step, account_by_token, link_by_token
from punos.config import Config
from punos.deployment import Deployment
from punos.errors import Absent
from punos.i18n import negotiate, reset_language, reset_overrides, set_language, set_overrides
from punos.logs import new_request, tenant_id
from punos.web.cookies import BROWSER, LANGUAGE, LINK, read_cookie, write_cookie
from punos.work import Work

HEALTH = "health"
"""The section for machines that watch: it is served at any host, without a tenant."""


def begin() -> None:
    """Open the request's unit of work, or raise Absent for a host that no active tenant has."""
    new_request()
    g.language_reset = set_language(_header_language())
    if request.blueprint == HEALTH:
        return
    deployment: Deployment = current_app.extensions["punos"]
    tenant = deployment.directory.by_host(request.headers.get("Host"))
    if tenant is None:
        raise Absent
    tenant_id.set(str(tenant.id))
    work = deployment.open_work(tenant, NOBODY)
    g.work = work
    # Reading changes nothing: the guard raises. A declared POST lifts it once it is let in.
    work.session.info["read_only"] = 1
    _identify(work, deployment)
    work.language = _choose_language(work)
    g.wording_reset = set_overrides(work.settings.wording)
    reset_language(g.language_reset)
    g.language_reset = set_language(work.language)


def _identify(work: Work, deployment: Deployment) -> None:
    g.browser_token = read_cookie(BROWSER)
    found = account_by_token(work, g.browser_token, deployment.access)
    # Whoever has a step of signing in before them is nobody, but for the pages of that step.
    step = missing_step(work, found, deployment.config) if found else None
    g.signed_in = found if step is None else None
    g.half_in = found if step is not None and found is not None and found.is_in_time() else None
    g.missing_step = step if g.half_in is not None else None
    if g.signed_in is not None:
        work.actor = g.signed_in.principal
        work.browser_account = g.signed_in.account_id
    g.link = _link(work, deployment)


def missing_step(work: Work, who: SignedIn, config: Config) -> Step | None:
    """What of signing in is still to come. An association may lower what the deployment requires."""
    required = config.second_factor == "required"
    return who.waits_for(required=required and work.settings.get("second_factor") != "offered")


def _link(work: Work, deployment: Deployment) -> Principal | None:
    token = read_cookie(LINK)
    return link_by_token(work, token, deployment.access) if token else None


def _header_language() -> str:
    return negotiate(request.headers.get("Accept-Language"), ("en", "fi", "sv"), "en")


def _choose_language(work: Work) -> str:
    """The reader's own choice, else their account's, else their browser's, else the tenant's."""
    allowed = work.settings.languages
    own = g.signed_in.language if g.signed_in else None
    for choice in (read_cookie(LANGUAGE), own):
        if choice in allowed:
            return str(choice)
    return negotiate(request.headers.get("Accept-Language"), allowed, allowed[0])


def finish(response: Response) -> Response:
    """Send the browser its token when a form was shown to it for the first time."""
    if g.get("browser_token_is_new"):
        write_cookie(response, BROWSER, g.browser_token)
    return response


def end(_error: BaseException | None) -> None:
    """Whatever was not committed by now is not kept."""
    work: Work | None = g.pop("work", None)
    if work is not None:
        work.session.leave()
        work.session.close()
    if (wording := g.pop("wording_reset", None)) is not None:
        reset_overrides(wording)
    token = g.pop("language_reset", None)
    if token is not None:
        reset_language(token)


def init(app: Flask) -> None:
    """Hang the steps into the application."""
    app.before_request(begin)
    app.after_request(finish)
    app.teardown_request(end)
