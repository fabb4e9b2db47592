"""Routes: each states the permission it needs, or that it is public, or the start stops.

pages = Pages("people", __name__, url_prefix="/people")

@pages.get("/<uuid:person_id>", allow="people.read")
def person(work, person_id): ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

View = Callable[..., Any]


@dataclass(frozen=True)
class Route:
    """One declared way in.

    `allow` is a permission, `public` says aloud that none is needed. `link` names the purpose, or the
    purposes, whose bearers may come here too. `plugin` is the plugin the route belongs to, None for the
    core's. `kind` limits it to tenants of one kind: the network's desk, say; anywhere else it is not
    there. `step_up` asks a signed-in account to prove once more who it is, unless it did so minutes ago.
    """

    endpoint: str
    rule: str
    method: str
    view: View
    allow: str | None
    public: bool
    link: str | tuple[str, ...] | None
    plugin: str | None = None
    kind: str | None = None
    step_up: bool = False

    @property
    def links(self) -> tuple[str, ...]:
        """The purposes of links whose bearers may come here."""
        return (self.link,) if isinstance(self.link, str) else self.link or ()


class Pages:
    """A section of the site: its routes and its templates.

    `name` is the endpoint prefix; a plugin's pages must be named after the plugin, and live below
    `/<plugin>`.
    """

    def __init__(self, name: str, import_name: str, *, url_prefix: str = "") -> None:
        self.name = name
        self.url_prefix = url_prefix
        self.blueprint = Blueprint(name, import_name, template_folder="templates")
        self._routes: list[Route] = []

    def get(self, rule: str, **access: Any) -> Callable[[View], View]:
        """Declare a page: `allow=` a permission or `public=True`; `link=` a purpose or several, `kind=`
        one kind of tenant, `step_up=True` for what does harm in wrong hands, if any."""
        return self._declare("GET", rule, **access)

    def post(self, rule: str, **access: Any) -> Callable[[View], View]:
        """Declare an act, with the same arguments as `get`."""
        return self._declare("POST", rule, **access)

    def routes(self) -> Iterator[Route]:
        """What was declared, in order."""
        return iter(self._routes)

    def _declare(
        self,
        method: str,
        rule: str,
        *,
        allow: str | None = None,
        public: bool = False,
        link: str | tuple[str, ...] | None = None,
        kind: str | None = None,
        step_up: bool = False,
    ) -> Callable[[View], View]:
        def declare(view: View) -> View:
            self._routes.append(
                Route(
                    endpoint=f"{self.name}.{view.__name__}",
                    rule=self.url_prefix + rule,
                    method=method,
                    view=view,
                    allow=allow,
                    public=public,
                    link=link,
                    kind=kind,
                    step_up=step_up,
                )
            )
            return view

        return declare
