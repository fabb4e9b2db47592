"""Questions and feedback that come from the association's public pages."""
