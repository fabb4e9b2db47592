"""Dated notes that staff keep about somebody's way through a programme."""
