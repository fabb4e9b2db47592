"""The section that all pages about advice belong to."""

from punos.web.pages import Pages

pages = Pages("advice", "punos.advice")
