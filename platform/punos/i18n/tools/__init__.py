"""Keeping the catalogues in step with the source. Nothing here runs while pages are served."""
