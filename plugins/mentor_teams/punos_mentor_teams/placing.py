"""Which union an applicant belongs to: the one they name, else the one of their profession."""

from collections.abc import Mapping
from typing import Any

from punos.plugin import Enrolment, Work, place, settings_of, units
from punos_mentor_teams.sections import SECTION


def place_applicant(work: Work, enrolment: Enrolment) -> None:
    """Give an applicant without a unit to their union; nobody's profession stays without one."""
    if enrolment.unit_id is not None:
        return
    said = enrolment.answers.get(SECTION, {}).get("data", {})
    slug = union_of(said, settings_of(work, enrolment.cycle)["unions"])
    known = {unit.slug: unit.id for unit in units(work)} if slug else {}
    if slug in known:
        place(work, enrolment.id, known[slug], by_hand=False)


def union_of(said: Mapping[str, Any], unions: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The short name of the union that somebody chose, or the one whose profession is theirs.

    The longest beginning of the occupation's code decides. Two unions with an equally long one are
    as good as none: a person decides then.
    """
    if said.get("union") in unions:
        return str(said["union"])
    occupation = said.get("occupation") or ""
    fits = {
        slug: max(len(code) for code in union["professions"] if occupation.startswith(code))
        for slug, union in unions.items()
        if any(occupation.startswith(code) for code in union["professions"])
    }
    best = [slug for slug, digits in fits.items() if digits == max(fits.values())]
    return best[0] if len(best) == 1 else None
