"""What plugins may use of people."""

from punos.people.models import Person

__all__ = ["Person"]
