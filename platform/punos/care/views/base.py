"""The section that all pages about care belong to."""

from punos.web.pages import Pages

pages = Pages("care", "punos.care")
