"""The section that all pages about employers belong to."""

from punos.web.pages import Pages

pages = Pages("employers", "punos.employers")
