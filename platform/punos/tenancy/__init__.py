"""Tenancy: host → tenant, and what a tenant has switched on and set."""
