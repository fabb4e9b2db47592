"""What a worker who leaves still looks after, and giving it to somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from punos.accounts.models import Account
from punos.audit.service import record as audit
from punos.enrolments.models import Enrolment
from punos.enrolments.responsible import Worker, make_responsible, workers
from punos.errors import Absent
from punos.groups.models import Group
from punos.work import Work

PEOPLE, GROUPS = "enrolments.edit", "groups.manage"


@dataclass(frozen=True)
class Tasks:
    """What somebody looks after that is not over: applicants and participants, pairs and groups."""

    enrolments: Sequence[Enrolment]
    groups: Sequence[Group]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.enrolments) + len(self.groups)


def open_tasks(work: Work, account_id: UUID) -> Tasks:
    """What the account looks after, but for what has ended or was refused."""
    people = select(Enrolment).where(
        Enrolment.responsible_id == account_id, Enrolment.state.in_(("candidate", "active"))
    )
    groups = select(Group).where(Group.responsible_id == account_id, Group.state != "ended")
    return Tasks(work.session.scalars(people).all(), work.session.scalars(groups).all())


def successors(work: Work, account_id: UUID) -> list[Worker]:
    """Who may look after both people and groups, by name, without whoever leaves."""
    of_groups = {one.id for one in workers(work, GROUPS)}
    found = [one for one in workers(work, PEOPLE) if one.id in of_groups]
    return [one for one in found if one.id != account_id]


def hand_over(work: Work, account: Account, to: UUID | None) -> tuple[int, int]:
    """Give what is open to another account (None: nobody); how many were given, and how many stay.

    What lies in units that the other one does not see stays: it needs somebody else. Raises Absent for
    an account that cannot take it.
    """
    chosen = next((one for one in successors(work, account.id) if one.id == to), None)
    if to is not None and chosen is None:
        raise Absent
    tasks = open_tasks(work, account.id)
    enrolments = [one for one in tasks.enrolments if chosen is None or chosen.sees(one.unit_id)]
    groups = [one for one in tasks.groups if chosen is None or chosen.sees(one.unit_id)]
    given = make_responsible(work, enrolments, to, PEOPLE) + make_responsible(
        work, groups, to, GROUPS
    )
    audit(work, "account.handed_over", "account", account.id)
    return given, tasks.number - given
