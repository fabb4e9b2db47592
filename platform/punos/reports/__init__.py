"""The report to a funder."""
