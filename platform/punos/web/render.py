"""Pages from templates, inside the association's frame."""

from collections.abc import Iterable
from typing import Any

from flask import (
    current_app,
    g,
    get_flashed_messages,
    request,
    url_for,
)
from jinja2 import Template
from markupsafe import Markup

from punos.extend import MenuItem, Panel
from punos.i18n import Catalogues, _, jinja_globals, own_name
from punos.i18n.catalogues import is_checked
from punos.texts import pick
from punos.web.csrf import csrf_token
from punos.web.files import static_url
from punos.web.look import look_hash
from punos.work import Work

RIGHT_TO_LEFT = {"ar", "fa", "ckb", "ur", "he"}


def render(template: str, **context: Any) -> str:
    """A page in the reader's language within the association's frame.

    A plugin's page speaks through the plugin's own catalogues, and falls back to the core's.
    """
    work: Work = g.work
    plugin = work.registry.plugins.get(request.blueprint or "")
    return _template(template, plugin.package if plugin else None).render(
        work=work, **frame(work), **context
    )


def render_panels(
    work: Work, name: str, core: Iterable[Panel] = (), /, **arguments: Any
) -> list[dict[str, Any]]:
    """The core's panels and what plugins give to `collect_<name>`, all in their order.

    Each plugin's is drawn with its own catalogues and under the hook's guard: what fails to draw is
    left out like any other contribution.
    """
    token = csrf_token()

    def draw(plugin: str, panel: Panel) -> tuple[int, dict[str, Any]] | None:
        if not work.actor.may(panel.permission):
            return None
        package = work.registry.plugins[plugin].package if plugin else None
        template = _template(panel.template, package)
        body = template.render(work=work, csrf_token=token, **panel.context)
        # Markup: drawn by a template that escapes.
        drawn = {"title": str(panel.title), "body": Markup(body), "first": panel.order < 0}  # noqa: S704
        return panel.order, drawn

    own = [draw("", panel) for panel in core]
    return in_order([*own, *work.hooks.collect_drawn(name, draw, **arguments)])


def in_order(drawn: Iterable[tuple[int, Any] | None]) -> list[Any]:
    """What was drawn, by `order`, without what the reader may not see."""
    seen = [pair for pair in drawn if pair is not None]
    return [one for _order, one in sorted(seen, key=lambda pair: pair[0])]


def _template(name: str, package: str | None) -> Template:
    speech = jinja_globals(Catalogues(package)) if package else {}
    return current_app.jinja_env.get_template(name, globals=speech)


def frame(work: Work) -> dict[str, Any]:
    """What the layout needs besides the page's own context."""
    return {
        "site": _site(work),
        "language": work.language,
        "direction": "rtl" if work.language in RIGHT_TO_LEFT else "ltr",
        "translation_checked": is_checked("punos", "people", work.language),
        "languages": [(code, own_name(code)) for code in work.settings.languages],
        "menu": menu(work),
        "signed_in": g.get("signed_in"),
        "flashes": get_flashed_messages(with_categories=True),
        "account_menu": _account_menu(work),
        "csrf_token": csrf_token(),
        "here": request.full_path.rstrip("?"),
        "static": static_url,
    }


def _site(work: Work) -> dict[str, Any]:
    settings = work.settings
    name = pick(settings.names, work.language)
    return {
        "name": name.value,
        "name_lang": name.lang,
        "short_name": settings.short_name,
        "look_url": f"/look.css?v={look_hash(settings.look)}",
        "logo_url": settings.look.get("logo_url"),
        "home_url": "/",
    }


def menu(work: Work) -> list[dict[str, Any]]:
    """The core's entries and the plugins', those that the actor may follow, in their order."""
    if work.actor.kind != "account":
        return []
    core: list[MenuItem] = current_app.extensions["punos_menu"]

    def draw(_plugin: str, item: MenuItem) -> tuple[int, dict[str, Any]] | None:
        if not work.actor.may(item.permission) or item.kind not in (None, work.tenant.kind):
            return None
        url = url_for(item.endpoint, **item.values)
        return item.order, {"label": str(item.label), "url": url, "current": _is_current(url)}

    return in_order([*(draw("", item) for item in core), *work.hooks.collect_drawn("menu", draw)])


def _account_menu(work: Work) -> list[dict[str, Any]]:
    if work.actor.kind != "account":
        return [{"label": _("Sign in"), "url": "/sign-in"}]
    return [
        {"label": _("Your sign-in and devices"), "url": url_for("accounts.sessions")},
        {"label": _("Sign out"), "url": url_for("accounts.sign_out"), "post": True},
    ]


def _is_current(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url.rstrip("/") + "/"))
