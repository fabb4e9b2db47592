"""The section that all pages about calendar feeds belong to."""

from punos.web.pages import Pages

pages = Pages("feeds", "punos.feeds")
