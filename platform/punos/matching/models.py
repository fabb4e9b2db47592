"""Facts about matching: proposals, what they suggest, and what was decided by hand."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc


class Proposal(TenantRow):
    """One run of matching over a cohort: a whole cycle's, or that of one unit in it.

    A cohort has one open proposal at a time. Who may match for one unit sees that unit's alone.
    `state`: working (the worker is at it) · draft · published · discarded (replaced by a newer one)
    · undone (the coordinator went back to the one before it) · failed (`problem` says why; `quality`
    then holds what contradicts what). `unmatched` lists who is left, and why.
    """

    __tablename__ = "match_proposal"
    __table_args__ = (
        UniqueConstraint("tenant_id", "cycle_id", "number", name="uq_match_proposal_number"),
        CheckConstraint(
            "state IN ('working', 'draft', 'published', 'discarded', 'undone', 'failed')",
            name="state",
        ),
        Index(
            "uq_match_proposal_open",
            "tenant_id",
            "cycle_id",
            "unit_id",
            unique=True,
            postgresql_where="state IN ('working', 'draft')",
            postgresql_nulls_not_distinct=True,
        ),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    unit_id: Mapped[UUID | None] = ref("unit")
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(20), default="working")
    settings: Mapped[dict[str, Any]] = json_object()
    quality: Mapped[dict[str, Any]] = json_object(default=dict)
    unmatched: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    problem: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = utc()
    published_at: Mapped[datetime | None] = utc()

    cycle = belongs_to("Proposal", "cycle_id", "Cycle")


class Suggestion(TenantRow):
    """One mentee with one mentor, and what speaks for and against it as codes and data.

    A mentee who is to have two mentors has two of these in one proposal. `unit_id` is the mentee's.
    `fails` names mandatory criteria that only a pin has overruled; `others` holds the next best
    person for each side.

    `state`: proposed · left_out (by the coordinator) · gone (one of the two is no longer there) ·
    asked (they decide first) · declined (one of them said no, or did not answer in time) · published.
    `by_hand`: the coordinator has put these two together in this draft.
    """

    __tablename__ = "match_suggestion"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "proposal_id", "mentee_id", "mentor_id", name="uq_match_suggestion_pair"
        ),
        CheckConstraint(
            "state IN ('proposed', 'left_out', 'gone', 'asked', 'declined', 'published')",
            name="state",
        ),
    )

    proposal_id: Mapped[UUID] = ref("match_proposal", ondelete="CASCADE")
    mentee_id: Mapped[UUID] = ref("enrolment")
    mentor_id: Mapped[UUID] = ref("enrolment")
    unit_id: Mapped[UUID | None] = ref("unit")
    group_id: Mapped[UUID | None] = ref("enrolment_group")
    position: Mapped[int] = mapped_column(Integer)
    score: Mapped[float] = mapped_column(Float)
    pinned: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False, server_default="false")
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    fails: Mapped[list[str]] = mapped_column(JSONB, default=list)
    others: Mapped[dict[str, Any]] = json_object(default=dict)
    state: Mapped[str] = mapped_column(String(20), default="proposed")


class Wish(TenantRow):
    """Two who are to be kept together ("pin") or apart ("forbid"), whatever the scores say."""

    __tablename__ = "match_wish"
    __table_args__ = (
        UniqueConstraint("tenant_id", "mentee_id", "mentor_id", name="uq_match_wish_pair"),
        CheckConstraint("kind IN ('pin', 'forbid')", name="kind"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    mentee_id: Mapped[UUID] = ref("enrolment")
    mentor_id: Mapped[UUID] = ref("enrolment")
    kind: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = utc()


class MatchAsk(TenantRow):
    """One of two who are proposed to each other is asked first, by a link of their own.

    `answer` is yes, no or None: not yet. The last day to answer is `answer_by`, included.
    """

    __tablename__ = "match_ask"
    __table_args__ = (
        UniqueConstraint("tenant_id", "suggestion_id", "enrolment_id", name="uq_match_ask_one"),
        CheckConstraint("answer IN ('yes', 'no')", name="answer"),
    )

    suggestion_id: Mapped[UUID] = ref("match_suggestion", ondelete="CASCADE")
    enrolment_id: Mapped[UUID] = ref("enrolment")
    asked_at: Mapped[datetime] = utc()
    answer_by: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = utc()
    reason: Mapped[str | None] = mapped_column(String(40))
    """A code: why not."""

    suggestion = belongs_to("MatchAsk", "suggestion_id", "Suggestion")
    enrolment = belongs_to("MatchAsk", "enrolment_id", "Enrolment")


class MatchChoice(TenantRow):
    """What a person decided about a matching: kept beside every suggestion, so that both can be compared.

    `kind`: propose · pin · forbid · clear · leave_out · take_in · put_together · go_back · publish · ask
    · prolong · take_back · apart · free (two mentors of one team, the other is `second_id`) · and what
    one of the two has answered: mentee_yes, mentor_no, mentee_silent and the like. Without an account
    it was they themselves, by their link, or time.
    """

    __tablename__ = "match_choice"
    __table_args__ = (Index("ix_match_choice_cycle", "tenant_id", "cycle_id", "id"),)
    __web_grants__ = "SELECT, INSERT, DELETE"

    cycle_id: Mapped[UUID] = ref("cycle")
    unit_id: Mapped[UUID | None] = ref("unit")
    proposal_number: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    mentee_id: Mapped[UUID | None] = ref("enrolment")
    mentor_id: Mapped[UUID | None] = ref("enrolment")
    second_id: Mapped[UUID | None] = ref("enrolment")
    account_id: Mapped[UUID | None] = ref("account")
    chosen_at: Mapped[datetime] = utc()
