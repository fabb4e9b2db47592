"""The section that all pages about feedback belong to."""

from punos.web.pages import Pages

pages = Pages("feedback", "punos.feedback")
