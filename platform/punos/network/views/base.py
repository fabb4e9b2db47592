"""The section that all pages about the network belong to: a member's own, and the network's desk."""

from punos.web.pages import Pages

pages = Pages("network", "punos.network", url_prefix="/network")
