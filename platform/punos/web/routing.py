"""Putting declared routes into the application, each wrapped with its checks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request

from punos.access import AccessRegistry
from punos.audit.service import deny_page
from punos.deployment import Deployment
from punos.errors import Absent, ConfigurationError
from punos.extend import PluginState
from punos.tenancy.models import KINDS
from punos.web.csrf import StaleForm, check_csrf
from punos.web.pages import Pages, Route
from punos.web.proving import ask_for_proof
from punos.web.sign_in_first import ask_to_sign_in
from punos.web.typed_again import offer_again
from punos.web.unreadable import refuse_unreadable
from punos.work import Work

ROUTES = "punos_routes"


def mount(app: Flask, pages: Pages, access: AccessRegistry, plugin: str | None = None) -> None:
    """Add a section's routes and templates. Raises ConfigurationError for an undeclared route."""
    if plugin is not None and (pages.name, pages.url_prefix) != (plugin, f"/{plugin}"):
        raise ConfigurationError(
            f"plugin {plugin}: its pages must be named {plugin!r} and live below /{plugin}"
        )
    app.register_blueprint(pages.blueprint)
    table = app.extensions.setdefault(ROUTES, {})
    for declared in pages.routes():
        route = replace(declared, plugin=plugin)
        _check_declaration(route, access)
        if route.endpoint in table:
            raise ConfigurationError(f"{route.endpoint}: two routes have this name")
        table[route.endpoint] = route
        # No OPTIONS of Flask's own: it would tell of pages whose plugin is off.
        app.add_url_rule(
            route.rule,
            route.endpoint,
            _wrap(route),
            methods=[route.method],
            provide_automatic_options=False,
        )


def check_every_route(app: Flask) -> None:
    """Refuse to start with an endpoint that came in by any other way."""
    table = app.extensions.get(ROUTES, {})
    stray = sorted(r.endpoint for r in app.url_map.iter_rules() if r.endpoint not in table)
    if stray:
        raise ConfigurationError(f"routes that state no permission: {', '.join(stray)}")


def _check_declaration(route: Route, access: AccessRegistry) -> None:
    if route.public == (route.allow is not None):
        raise ConfigurationError(
            f"{route.endpoint}: a route states either a permission or that it is public"
        )
    if route.allow is not None:
        access.permission(route.allow)
    for purpose in route.links:
        access.purpose(purpose)
    if route.kind not in (None, *KINDS):
        raise ConfigurationError(f"{route.endpoint}: there is no kind of tenant {route.kind!r}")


def _wrap(route: Route) -> Any:
    def endpoint(**arguments: Any) -> Response:
        work: Work | None = g.get("work")
        if work is None:  # the health page alone is served without a tenant
            return make_response(route.view(None, **arguments))
        # First, so that nothing sent to a plugin that is off is answered otherwise than by a 404.
        if route.kind not in (None, work.tenant.kind) or not _plugin_answers(work, route):
            raise Absent
        refuse_unreadable(arguments)
        asked = _ask_first(work, route)
        if asked is not None:
            return asked
        response = make_response(route.view(work, **arguments))
        # Committed before the answer is sent; an answer that says no leaves nothing behind.
        if response.status_code < 400:
            work.session.commit()
        else:
            work.session.leave()
        return response

    endpoint.__name__ = route.view.__name__
    endpoint.__doc__ = route.view.__doc__
    return endpoint


def _ask_first(work: Work, route: Route) -> Response | None:
    """What is asked before the view may go on, if anything: to send once more, to sign in, to prove."""
    if request.method == "POST":
        work.session.info["read_only"] = 0
        try:
            check_csrf(work)
        except StaleForm:
            by_link = g.link is not None and g.link.purpose in route.links
            again = offer_again(needs_account=not route.public and not by_link)
            if again is None:
                raise
            return again
    if not _choose_actor(work, route):
        again = offer_again(needs_account=True) if request.method == "POST" else None
        return again or ask_to_sign_in(work)
    return ask_for_proof(work, route)


def _plugin_answers(work: Work, route: Route) -> bool:
    if route.plugin is None:
        return True
    state = work.plugin_states.get(route.plugin)
    return state is PluginState.ON or (state is PluginState.SUSPENDED and route.method == "GET")


def _choose_actor(work: Work, route: Route) -> bool:
    """Let the bearer of the route's link, or else the signed-in account, act. False: sign in first.

    Raises Absent for a known principal who may not: absent and forbidden look the same.
    """
    link = g.link
    if link is not None and link.purpose in route.links:
        work.actor = link
        return True
    if route.public or (route.allow is not None and work.actor.may(route.allow)):
        return True
    if work.actor.kind == "nobody":
        if _only_by_link(route):
            raise Absent
        return False
    _note_denied(work, route)
    raise Absent


def _only_by_link(route: Route) -> bool:
    """Whether signing in would not help: no role holds what only a mailed link gives."""
    return bool(route.links) and str(route.allow).startswith("link.")


def _note_denied(work: Work, route: Route) -> None:
    """Keep it in a short transaction of its own, since the request's is rolled back."""
    deployment: Deployment = current_app.extensions["punos"]
    with deployment.work(work.tenant, work.actor, language=work.language) as note:
        deny_page(note, route.endpoint)


def all_routes(app: Flask) -> Iterable[Route]:
    """Every declared route, for the sweeps."""
    routes: dict[str, Route] = app.extensions[ROUTES]
    return routes.values()
