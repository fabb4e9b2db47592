"""Bringing in people from CSV files."""
