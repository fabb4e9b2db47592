"""Partners: organisations that take part in a cycle without being tenants."""
