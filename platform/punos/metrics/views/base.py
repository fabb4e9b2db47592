"""The section that pages about figures belong to."""

from punos.web.pages import Pages

pages = Pages("metrics", "punos.metrics")
