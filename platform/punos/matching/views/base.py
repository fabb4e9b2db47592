"""The section that the core's pages about matching belong to; the workbench is each plugin's own."""

from punos.web.pages import Pages

pages = Pages("matching", "punos.matching")
