"""What plugins may use of people."""

from punos.people.models import Person
from punos.people.schemas import ONE_ADDRESS
from punos.people.service import add_person, decide_consent, has_consented, same_person

__all__ = ["ONE_ADDRESS", "Person", "add_person", "decide_consent", "has_consented", "same_person"]
