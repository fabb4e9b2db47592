"""What plugins may use of people."""

from punos.people.models import Person
from punos.people.service import add_person, decide_consent, has_consented

__all__ = ["Person", "add_person", "decide_consent", "has_consented"]
