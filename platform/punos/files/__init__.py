"""Files that were uploaded or made."""
