"""The section that all pages about what is kept about people belong to."""

from punos.web.pages import Pages

pages = Pages("privacy", "punos.privacy")
MANAGE = "privacy.manage"
OWN = "own.privacy"
LINKS = ("application", "group_member")
"""Whoever holds such a link is the person whom the page is about."""
