"""What the sweeps' world has of imports: a file that waits, and two people who may be the same."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from punos import clock
from punos.accounts.models import Account
from punos.imports.models import ImportMapping, ImportRow, ImportRun, ImportWord
from punos.people.models import Person
from tests.sweeps.world import World

ROWS = ("new", "there", "alike", "broken")


def fill(world: World) -> dict[str, str]:
    """A checked file of the second unit's people, and what was remembered of it."""
    return {"import_id": _file(world), "other_id": str(_waiting(world))}


def _waiting(world: World) -> UUID:
    """The person whose application waits; the world keeps the application."""
    return world.association.enrolment(world.people["waiting"]).person_id


def _file(world: World) -> str:
    """One that the administrator has brought, and who alone opens it."""
    with world.association.work() as work:
        account = work.session.scalars(
            select(Account).where(Account.email == world.accounts["administrator"])
        ).one()
        run = ImportRun(
            cycle_id=world.ids["cycle_id"],
            unit_id=world.units[1],
            role="mentee",
            file_sha256="0" * 64,
            headings=["Etunimi", "Sukunimi", "Ammatti", "Kielitaito [suomi]"],
            mapping={
                "0": "person-given_name",
                "1": "person-family_name",
                "2": "pairwise-occupation",
                "3": "pairwise-languages.fi",
            },
            state="checked",
            total=len(ROWS),
            open_words=2,
            created_at=clock.now(),
            created_by=account.id,
        )
        work.session.add(run)
        work.session.flush()
        alike = work.session.scalars(select(Person).where(Person.id == _waiting(world))).one()
        for number, verdict in enumerate(ROWS):
            row = ImportRow(
                run_id=run.id,
                number=number + 2,
                raw=["ToinenHelmi", world.canary, "Velho", "kohtalainen"],
                problems=[["", "Fill in “First name”."]] if verdict == "broken" else [],
                verdict=verdict,
                person_id=alike.id if verdict == "alike" else None,
            )
            work.session.add(row)
        mapping = ImportMapping(
            model="pairwise",
            role="mentee",
            headings_key="0" * 64,
            mapping={},
            changed_at=clock.now(),
        )
        word = ImportWord(
            model="pairwise",
            question="pairwise-languages.",
            word="sujuva",
            meaning="C1",
            changed_at=clock.now(),
        )
        work.session.add_all([mapping, word])
        return str(run.id)
