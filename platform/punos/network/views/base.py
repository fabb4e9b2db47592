"""The section that all pages about the network belong to: a member's own, and the network's desk."""

from flask import current_app

from punos.deployment import Deployment
from punos.web.pages import Pages

pages = Pages("network", "punos.network", url_prefix="/network")


def deployment() -> Deployment:
    """The way to what the network's role may read; a page's own work cannot."""
    running: Deployment = current_app.extensions["punos"]
    return running
