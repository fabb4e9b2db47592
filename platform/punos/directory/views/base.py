"""The section that all pages about directory belong to."""

from punos.web.pages import Pages

pages = Pages("directory", "punos.directory")
