"""The section that all pages about interviews belong to."""

from punos.web.pages import Pages

pages = Pages("interviews", "punos.interviews")
