"""The sections of the site, in the order in which they are mounted, and the core's menu."""

from punos.web.views import health, site

ALL = (health.pages, site.pages)
MENU = []  # type: ignore[var-annotated]
