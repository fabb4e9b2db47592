"""The section that all pages about materials belong to."""

from punos.web.pages import Pages

pages = Pages("materials", "punos.materials")
