"""Surveys: what is asked, by link, confidential or anonymous, and what is shown of it."""
