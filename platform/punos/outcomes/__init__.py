"""Outcomes: dated observations of what became of a person."""
