"""The section that all pages about questions from public pages belong to."""

from punos.web.pages import Pages

pages = Pages("inquiries", "punos.inquiries")
