"""Programmes, the versions of their settings, their cycles and phases."""
