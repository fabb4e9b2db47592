"""Who is asking, and what they may do here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

Grants = Mapping[str, frozenset[UUID] | None]
"""Permission → None for the whole tenant, or the units it is limited to."""


@dataclass(frozen=True)
class Principal:
    """An account, the bearer of a signed link, nobody, or the system itself (jobs, command line)."""

    kind: str
    grants: Grants = field(default_factory=dict)
    account_id: UUID | None = None
    person_id: UUID | None = None
    link_id: UUID | None = None
    purpose: str | None = None
    subject_kind: str | None = None
    subject_id: UUID | None = None

    def may(self, permission: str) -> bool:
        """Whether they hold the permission, be it for some units only."""
        return self.kind == "system" or permission in self.grants

    def units(self, permission: str) -> frozenset[UUID] | None:
        """The units the permission is limited to; None for the whole tenant.

        An empty set means that they see nothing.
        """
        if self.kind == "system":
            return None
        return self.grants.get(permission, frozenset())

    @property
    def id(self) -> UUID | None:
        """The account or the link that acts."""
        return self.account_id or self.link_id


NOBODY = Principal("nobody")
SYSTEM = Principal("system")


def join_grants(
    parts: Iterable[tuple[Iterable[str], UUID | None]],
) -> dict[str, frozenset[UUID] | None]:
    """Grants from pairs of (permissions, unit or None). The whole tenant wins over units."""
    grants: dict[str, frozenset[UUID] | None] = {}
    for permissions, unit_id in parts:
        for permission in permissions:
            known = grants.get(permission, frozenset())
            wide = unit_id is None or known is None
            grants[permission] = None if wide else known | {unit_id}  # type: ignore[operator, arg-type]
    return grants
