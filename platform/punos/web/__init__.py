"""HTTP: routes, layout, lists and errors. What a page says is in the domains' views."""
