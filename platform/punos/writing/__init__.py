"""Writing to people: templates, messages to many, and who does not want them."""
