"""What was heard and changed: interviews afterwards, adjustments, and quotes."""
