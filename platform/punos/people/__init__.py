"""People: participants and volunteers, and what they have consented to."""
