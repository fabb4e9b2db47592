"""The section that all pages about the directory belong to."""

from punos.web.pages import Pages

pages = Pages("directory", "punos.directory")
OWN, BY_LINK = "own.groups", "group_member"
