"""The association's public face: its page, a page for each cycle, and posters that lead there."""
