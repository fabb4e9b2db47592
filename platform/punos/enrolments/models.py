"""Facts about enrolments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from punos.db import TenantRow, belongs_to, json_object, local_text, ref, utc

STATES = ("candidate", "active", "ended", "refused")


class Enrolment(TenantRow):
    """A person in a cycle, in a role.

    `state` is one of the core's four; `model_state` is the programme model's own, which maps to it.
    `answers` holds what was asked, by form section: `{section: {"version": n, "data": {…}}}`.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "cycle_id",
            "person_id",
            "role",
            name="uq_enrolment_person_role",
        ),
        CheckConstraint("state IN ('candidate', 'active', 'ended', 'refused')", name="state"),
        Index("ix_enrolment_cycle_state", "tenant_id", "cycle_id", "role", "state"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    person_id: Mapped[UUID] = ref("person")
    unit_id: Mapped[UUID | None] = ref("unit")
    role: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    model_state: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = json_object(default=dict)
    source: Mapped[str] = mapped_column(String(20))
    end_reason: Mapped[str | None] = mapped_column(String(40))
    """A code: why it ended, or why they wait (`punos.enrolments.reasons`)."""
    responsible_id: Mapped[UUID | None] = ref("account")
    entered_by: Mapped[UUID | None] = ref("account")
    """Who of the staff filled it in for them; None: they did it themselves."""
    unmet: Mapped[list[Any]] = json_object(default=list, server_default="[]")
    """Short names of the cycle's eligibility rules that the answers do not meet."""
    told_state: Mapped[str | None] = mapped_column(String(40))
    """The model state that they were last written to about; another one is a decision not told yet."""
    told_at: Mapped[datetime | None] = utc()
    waiting_place: Mapped[int | None] = mapped_column(Integer)
    """On the waiting list, from 1, where staff put them there by hand; the others follow by score."""
    applied_at: Mapped[datetime] = utc()
    decided_at: Mapped[datetime | None] = utc()
    ended_at: Mapped[datetime | None] = utc()

    person = belongs_to("Enrolment", "person_id", "Person")
    cycle = belongs_to("Enrolment", "cycle_id", "Cycle")
    responsible = belongs_to("Enrolment", "responsible_id", "Account")
    mean_mark: Mapped[float | None] = query_expression()
    """Of their interviews; read only where a query asks for it (`punos.enrolments.interviewed`)."""
    interview_at: Mapped[datetime | None] = query_expression()
    """The local time of their interview; likewise."""


class ApplicationDraft(TenantRow):
    """An application that somebody has begun: what they typed so far, as they typed it.

    `typed` holds a list of (name, value) of the form's fields; `steps` the parts that were sent once
    without a fault. It is deleted when the application is sent, and some weeks after its last change.
    """

    __tablename__ = "application_draft"
    __table_args__ = (Index("ix_application_draft_changed", "tenant_id", "changed_at"),)

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    unit_id: Mapped[UUID | None] = ref("unit")
    role: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(20), default="public")
    invitation_id: Mapped[UUID | None] = ref("access_link")
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    """Of the browser's own token: who has no link yet goes on in the same browser alone."""
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    typed: Mapped[list[Any]] = json_object(default=list)
    steps: Mapped[list[Any]] = json_object(default=list)
    enrolment_id: Mapped[UUID | None] = ref("enrolment")
    """What it became: a second sending of the same form is answered with the same receipt."""
    created_at: Mapped[datetime] = utc()
    changed_at: Mapped[datetime] = utc()


class OwnQuestion(TenantRow):
    """A question that an association asks besides the programme's own, made on a page.

    It is asked of those who apply to the programme in `role` (None: in any). Answers are kept in the
    enrolment under the section `own`, by `name`. A question that was asked once is retired, not deleted.
    """

    __tablename__ = "own_question"
    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_id", "name", name="uq_own_question_name"),
        CheckConstraint(
            "kind IN ('line', 'text', 'yes_no', 'one', 'many', 'number', 'date')", name="kind"
        ),
    )

    programme_id: Mapped[UUID] = ref("programme")
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    labels: Mapped[dict[str, str]] = local_text()
    helps: Mapped[dict[str, str]] = local_text(default=dict)
    purposes: Mapped[dict[str, str]] = local_text()
    options: Mapped[list[Any]] = json_object(default=list)
    """For one or many: a list of [value, {language: label}]."""
    required: Mapped[bool] = mapped_column(default=False)
    sensitivity: Mapped[str] = mapped_column(String(20), default="personal")
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = utc()
    changed_at: Mapped[datetime] = utc()
