"""The section that all pages about messages to people belong to."""

from punos.web.pages import Pages

pages = Pages("writing", "punos.writing")
