"""Published figures planted as the worker would write them: by the role *provisioner*."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from punos.deployment import Deployment
from punos.network.models import PublishedFact

SETTLED = "2024"


def publish(
    deployment: Deployment,
    member: UUID,
    metric: str,
    value: float | None = None,
    *,
    part: int | None = None,
    whole: int | None = None,
    state: str = "shown",
    model: str = "pairwise",
    window: str = SETTLED,
) -> None:
    """Let a member have published one cell. `value` with no `part` is a count."""
    row: dict[str, Any] = {
        "member_id": member,
        "model": model,
        "metric": metric,
        "window": window,
        "definition": 1,
        "state": state,
        "value": value,
        "part": (part if part is not None else int(value)) if value is not None else None,
        "whole": whole,
        "basis": "collected",
        "frozen_on": date(2026, 2, 1),
    }
    with Session(deployment.database("owner").engine) as session, session.begin():
        session.merge(PublishedFact(**row))


def share(
    deployment: Deployment, member: UUID, metric: str, part: int, whole: int, **more: Any
) -> None:
    """Let a member have published one share."""
    publish(deployment, member, metric, part / whole, part=part, whole=whole, **more)
