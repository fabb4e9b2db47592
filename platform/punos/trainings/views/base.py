"""The section that all pages about trainings belong to."""

from punos.web.pages import Pages

pages = Pages("trainings", "punos.trainings")
