"""The section that all pages about notes belong to."""

from punos.web.pages import Pages

pages = Pages("notes", "punos.notes")
