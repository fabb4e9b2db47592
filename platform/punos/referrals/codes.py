"""The words of referrals: why somebody is referred, who claims, and how it stands.

What she reads herself is in the people's catalogue, what staff read of the same in the staff's.
"""

from typing import Any

from punos.i18n import _l, _staff_l

REASONS: dict[str, Any] = {
    "near": _staff_l("This person lives where the receiving association works"),
    "field": _staff_l("The receiving association works in this person’s field"),
    "offer": _staff_l("It offers something that the referring association does not"),
    "language": _staff_l("It works in a language that suits this person better"),
    "no_place": _staff_l("The referring association has no place now"),
    "wish": _staff_l("This person has asked for it"),
}
OWN_REASONS: dict[str, Any] = {
    "near": _l("It works where you live."),
    "field": _l("It works with people of your profession."),
    "offer": _l("It offers something that we do not."),
    "language": _l("It works in a language that suits you better."),
    "no_place": _l("We have no place for you now."),
    "wish": _l("You have asked for it yourself."),
}
CLAIMS = ("sender", "receiver")

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "email": _l("E-mail address"),
    "phone": _l("Phone number"),
    "language": _l("Language in which to write to you"),
    "city": _l("Town or city where you live"),
    "languages": _l("Languages that you speak"),
    "occupation": _l("Your profession"),
    "hopes": _l("What you hope for"),
}
"""What may be handed over, in the order in which it is shown to her."""
STAFF_FIELDS: dict[str, Any] = {
    "name": _staff_l("Name"),
    "email": _staff_l("E-mail address"),
    "phone": _staff_l("Phone number"),
    "language": _staff_l("Is written to in"),
    "city": _staff_l("City"),
    "languages": _staff_l("Languages"),
    "occupation": _staff_l("Profession"),
    "hopes": _staff_l("Hopes for"),
}
REACH = ("email", "phone")
"""One of these, and the name, are needed: nobody could turn to her otherwise."""

OPEN = ("asked", "sent", "accepted")
"""How a referral stands while something may still come of it, or has."""
