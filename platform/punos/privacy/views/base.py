"""The section that all pages about what is kept about people belong to."""

from punos.web.pages import Pages

pages = Pages("privacy", "punos.privacy")
