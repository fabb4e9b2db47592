"""Looking through all people for those who may be the same. Only the worker imports this module."""

from __future__ import annotations

from sqlalchemy import select

from punos.jobs.models import JobRun
from punos.jobs.service import progress
from punos.people.likeness import Faces, face
from punos.people.models import Person
from punos.people.service import apart_pairs
from punos.work import Work

MOST = 200
"""So many pairs are shown at once, the likest first: the others come when these are decided."""
TOLD_EVERY = 500


def find_alike(work: Work, job: JobRun) -> None:
    """The job: pairs of ids in its result, without those of whom staff have said that they are two."""
    query = (
        select(Person.id, Person.given_name, Person.family_name, Person.email, Person.phone)
        .where(Person.erased_at.is_(None))
        .order_by(Person.id)
    )
    people = [face(*row) for row in work.session.execute(query)]
    apart, faces = apart_pairs(work), Faces()
    found: list[tuple[float, str, str]] = []
    for number, one in enumerate(people, 1):
        for other, alike in faces.all_like(one).items():
            if one.id is not None and frozenset((one.id, other)) not in apart:
                found.append((-alike, str(other), str(one.id)))
        faces.add(one)
        if number % TOLD_EVERY == 0:
            progress(job.id, number, len(people))
    job.result = {"pairs": [[one, other] for _alike, one, other in sorted(found)[:MOST]]}
