"""The section that all pages about surveys belong to."""

from punos.web.pages import Pages

pages = Pages("surveys", "punos.surveys")
