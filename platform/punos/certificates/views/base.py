"""The section that all pages about certificates belong to."""

from punos.web.pages import Pages

pages = Pages("certificates", "punos.certificates")
