"""The section that all pages about agreements belong to."""

from punos.web.pages import Pages

pages = Pages("agreements", "punos.agreements")
