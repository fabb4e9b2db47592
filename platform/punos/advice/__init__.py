"""Sessions of advice with one person."""
