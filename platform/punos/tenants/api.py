"""What plugins may use of tenants: the public names of the others here."""

from punos.tenants.names import public_name, public_tenants

__all__ = ["public_name", "public_tenants"]
