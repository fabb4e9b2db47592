"""The section that all pages about partners belong to."""

from punos.web.pages import Pages

pages = Pages("partners", "punos.partners")
