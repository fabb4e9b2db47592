"""Facts about surveys."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, local_text, ref, utc

WAVES = ("start", "midterm", "end", "months_6", "months_12")


class SurveyTemplate(TenantRow):
    """What a programme asks at a wave from people of a role; the association changes it.

    `items` is a list of {name, kind, labels, helps, options, optional}; shared items keep the names
    of `punos.surveys.items`. `anonymous` decides how answers are kept, and says so to whoever answers.
    """

    __tablename__ = "survey_template"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "programme_id", "wave", "role", name="uq_survey_template_wave"
        ),
        CheckConstraint(
            "wave IN ('start', 'midterm', 'end', 'months_6', 'months_12')", name="wave"
        ),
    )

    programme_id: Mapped[UUID] = ref("programme")
    wave: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40))
    titles: Mapped[dict[str, str]] = local_text()
    intros: Mapped[dict[str, str]] = local_text(default=dict)
    items: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    anonymous: Mapped[bool] = mapped_column(default=False)
    open_days: Mapped[int] = mapped_column(Integer, default=21)
    changed_at: Mapped[datetime] = utc()
    changed_by: Mapped[UUID | None] = ref("account")


class Survey(TenantRow):
    """A survey as it was sent in a cycle: its questions are those of the template on that day.

    `state`: open (answers are taken until `closes_on`, included) · closed.
    """

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("tenant_id", "cycle_id", "wave", "role", name="uq_survey_wave"),
        CheckConstraint(
            "wave IN ('start', 'midterm', 'end', 'months_6', 'months_12')", name="wave"
        ),
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("closes_on >= opened_on", name="dates"),
    )

    cycle_id: Mapped[UUID] = ref("cycle", ondelete="CASCADE")
    wave: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40))
    titles: Mapped[dict[str, str]] = local_text()
    intros: Mapped[dict[str, str]] = local_text(default=dict)
    items: Mapped[list[Any]] = mapped_column(JSONB)
    anonymous: Mapped[bool]
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="open")
    opened_by: Mapped[UUID | None] = ref("account")

    cycle = belongs_to("Survey", "cycle_id", "Cycle")


class SurveyAsk(TenantRow):
    """Somebody was asked. `answered`: by now known; of an anonymous survey only when answers are mixed."""

    __tablename__ = "survey_ask"
    __table_args__ = (
        UniqueConstraint("tenant_id", "survey_id", "enrolment_id", name="uq_survey_ask_enrolment"),
    )

    survey_id: Mapped[UUID] = ref("survey", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment", ondelete="CASCADE")
    answered: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime] = utc()
    reminded_at: Mapped[datetime | None] = utc()

    survey = belongs_to("SurveyAsk", "survey_id", "Survey")
    enrolment = belongs_to("SurveyAsk", "enrolment_id", "Enrolment")


class SurveyAnswer(TenantRow):
    """What somebody answered.

    Of a confidential survey it names the enrolment. Of an anonymous one it has a random id and names
    nobody; until it is mixed with others `stub` tells that this person has answered, to whoever holds
    the deployment's key and to nobody who reads the database alone.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "survey_id", "enrolment_id", name="uq_survey_answer_enrolment"
        ),
        Index(
            "uq_survey_answer_stub",
            "tenant_id",
            "survey_id",
            "stub",
            unique=True,
            postgresql_where="stub IS NOT NULL",
        ),
        CheckConstraint("num_nonnulls(enrolment_id, stub) <= 1", name="named_or_not"),
    )

    survey_id: Mapped[UUID] = ref("survey", ondelete="CASCADE")
    enrolment_id: Mapped[UUID | None] = ref("enrolment", ondelete="CASCADE")
    stub: Mapped[str | None] = mapped_column(String(64))
    answers: Mapped[dict[str, Any]] = json_object()
    answered_on: Mapped[date]
    """The day; of an anonymous answer that of the last mixing."""
