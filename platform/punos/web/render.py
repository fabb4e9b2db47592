"""Pages from templates, inside the association's frame."""

from typing import Any

from flask import (
    current_app,
    g,
    get_flashed_messages,
    render_template,
    request,
    url_for,
)

from punos.extend import MenuItem
from punos.i18n import own_name
from punos.texts import pick
from punos.web.csrf import csrf_token
from punos.web.look import look_hash
from punos.work import Work

RIGHT_TO_LEFT = {"ar", "fa", "ckb", "ur", "he"}


def render(template: str, **context: Any) -> str:
    """A page in the reader's language within the association's frame."""
    work: Work = g.work
    return render_template(template, work=work, **frame(work), **context)


def frame(work: Work) -> dict[str, Any]:
    """What the layout needs besides the page's own context."""
    return {
        "site": _site(work),
        "language": work.language,
        "direction": "rtl" if work.language in RIGHT_TO_LEFT else "ltr",
        "languages": [(code, own_name(code)) for code in work.settings.languages],
        "menu": _menu(work),
        "signed_in": g.get("signed_in"),
        "flashes": get_flashed_messages(with_categories=True),
        "csrf_token": csrf_token,
        "here": request.path,
        "static": static_url,
    }


def static_url(name: str) -> str:
    """The address of a file in `static/`, with its content's hash in the name."""
    urls: Any = current_app.extensions["punos_static"]
    return str(urls(name))


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


def _menu(work: Work) -> list[dict[str, Any]]:
    """The core's entries and the plugins', those that the actor may follow, in their order."""
    if work.actor.kind != "account":
        return []
    core: list[MenuItem] = current_app.extensions["punos_menu"]
    items = [*core, *work.hooks.collect("menu")]
    allowed = [item for item in items if work.actor.may(item.permission)]
    return [
        {"label": item.label, "url": url, "current": _is_current(url)}
        for item in sorted(allowed, key=lambda item: item.order)
        for url in (url_for(item.endpoint, **item.values),)
    ]


def _is_current(url: str) -> bool:
    return request.path == url or (
        url != "/" and request.path.startswith(url.rstrip("/") + "/")
    )
