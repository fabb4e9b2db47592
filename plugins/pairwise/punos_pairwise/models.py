"""The plugin's table: how the pairs of a cycle are put into circles, before it is made known."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.plugin import TenantRow, belongs_to, json_object, ref, utc


class CirclePlan(TenantRow):
    """Which pairs of a cycle would meet together: one plan a cycle, changed by hand until it is made known.

    `circles` is a list of {key, name, pairs}: the pairs by the ids of their groups, the key for a page to
    name the circle by. `quality` holds the mean nearness that was found, for those who look into it.
    `state`: working (the worker is at it) · draft · published · failed.
    """

    __tablename__ = "pairwise_circle_plan"
    __table_args__ = (
        UniqueConstraint("tenant_id", "cycle_id", name="uq_pairwise_circle_plan_cycle"),
        CheckConstraint("state IN ('working', 'draft', 'published', 'failed')", name="state"),
    )

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    state: Mapped[str] = mapped_column(String(20), default="working")
    circles: Mapped[list[Any]] = json_object(default=list)
    quality: Mapped[dict[str, Any]] = json_object(default=dict)
    made_at: Mapped[datetime] = utc()
    published_at: Mapped[datetime | None] = utc()

    cycle = belongs_to("CirclePlan", "cycle_id", "Cycle")
