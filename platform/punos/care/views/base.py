"""The section that all pages about care belong to."""

from punos.web.pages import Pages

pages = Pages("care", "punos.care")
OWN, BY_LINK, MANAGE = "own.groups", "group_member", "groups.manage"
MISTAKE = 422
