"""Punos: one deployment in which many associations run their programmes.

`create_app` is the table of contents of the web application.
"""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from punos import monitoring, sections
from punos.config import Config
from punos.db.check import refuse_unsound_wall
from punos.deployment import Deployment
from punos.enrolments.sections import plugin_sections
from punos.web import errors, files, headers, life, templating
from punos.web.routing import check_every_route, mount
from punos.writing.audiences import by_name
from punos.writing.views import AUDIENCES


def create_app(config: Config | None = None, deployment: Deployment | None = None) -> Flask:
    """Make the web application, or raise ConfigurationError saying what keeps it from starting."""
    deployment = deployment or Deployment(config or Config.from_environment())
    app = Flask("punos", static_folder=None, template_folder="web/templates")
    settings(app, deployment)
    refuse_unsound_wall(deployment.database("web"))
    templating.init(app)
    files.init(app)
    believe_proxies(app, deployment.config.trusted_proxies)
    headers.init(app)
    if deployment.config.metrics_token:
        monitoring.init(app)
    life.init(app)
    errors.init(app)
    for pages in sections.ALL:
        mount(app, pages, deployment.access)
    plugin_sections(deployment.registry)  # two of one name stop the start, not a form
    by_name(AUDIENCES, deployment.registry)  # likewise
    for plugin, pages in deployment.registry.pages():
        mount(app, pages, deployment.access, plugin=plugin)
    check_every_route(app)
    return app


def settings(app: Flask, deployment: Deployment) -> None:
    """Flask's own settings."""
    config = deployment.config
    # No redirects to mend an address: they would tell of pages whose plugin is off.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.extensions["punos"] = deployment
    app.extensions["punos_menu"] = sections.MENU
    app.extensions["punos_waiting"] = sections.WAITING
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        MAX_CONTENT_LENGTH=config.max_body,
        MAX_FORM_PARTS=2_000,
        # Flask's signed cookie carries nothing but a confirmation to the next page.
        SESSION_COOKIE_NAME="__Host-punos-notes" if config.scheme == "https" else "punos-notes",
        SESSION_COOKIE_SECURE=config.scheme == "https",
        SESSION_COOKIE_SAMESITE="Lax",
        TEMPLATES_AUTO_RELOAD=False,
    )


def believe_proxies(app: Flask, count: int) -> None:
    """Take the reader's address and scheme from that many proxies of ours; the host from none."""
    if count:
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = proxied  # type: ignore[method-assign]
