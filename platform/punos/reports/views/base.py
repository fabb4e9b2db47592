"""The section that all pages about reports belong to."""

from punos.web.pages import Pages

pages = Pages("reports", "punos.reports")
