"""The tables of gatherings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.plugin import wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "gatherings_camp": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_season": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_step": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_contributor": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_employment": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_occasion": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_seat": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_newcomer": "SELECT, INSERT, UPDATE, DELETE",
    "gatherings_need": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "gatherings_camp",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("about", postgresql.JSONB(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("register_from", sa.Date(), nullable=False),
        sa.Column("register_until", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("needs_days", sa.Integer(), nullable=False),
        sa.Column("needs_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_gatherings_camp_days")),
        sa.CheckConstraint(
            "needs_days BETWEEN 0 AND 90", name=op.f("ck_gatherings_camp_needs_days")
        ),
        sa.CheckConstraint(
            "offer_hours BETWEEN 1 AND 720", name=op.f("ck_gatherings_camp_offer_hours")
        ),
        sa.CheckConstraint("places > 0", name=op.f("ck_gatherings_camp_places")),
        sa.CheckConstraint(
            "register_until >= register_from", name=op.f("ck_gatherings_camp_registration")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_gatherings_camp_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_gatherings_camp_group_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gatherings_camp_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_camp")),
        sa.UniqueConstraint("tenant_id", "group_id", name="uq_gatherings_camp_group"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_camp_cycle_id", "gatherings_camp", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_gatherings_camp_group_id", "gatherings_camp", ["tenant_id", "group_id"], unique=False
    )
    op.create_table(
        "gatherings_season",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.CheckConstraint("until >= first_on", name=op.f("ck_gatherings_season_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_gatherings_season_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_gatherings_season_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_gatherings_season_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_season")),
        sa.UniqueConstraint("tenant_id", "group_id", name="uq_gatherings_season_group"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_season_cycle_id",
        "gatherings_season",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_season_group_id",
        "gatherings_season",
        ["tenant_id", "group_id"],
        unique=False,
    )
    op.create_table(
        "gatherings_step",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_gatherings_step_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_gatherings_step_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gatherings_step_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_step")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_step_enrolment_id",
        "gatherings_step",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_step_recorded_by",
        "gatherings_step",
        ["tenant_id", "recorded_by"],
        unique=False,
    )
    op.create_table(
        "gatherings_contributor",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "part IN ('facilitator', 'role_model', 'expert', 'adviser')",
            name=op.f("ck_gatherings_contributor_part"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_gatherings_contributor_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_gatherings_contributor_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_contributor")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_contributor_meeting_id",
        "gatherings_contributor",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_table(
        "gatherings_employment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.String(length=40), nullable=False),
        sa.Column("asked_email", sa.String(length=254), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"],
            ["account.tenant_id", "account.id"],
            name="fk_gatherings_employment_asked_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_gatherings_employment_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "outcome_id"],
            ["outcome.tenant_id", "outcome.id"],
            name="fk_gatherings_employment_outcome_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_gatherings_employment_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_employment")),
        sa.UniqueConstraint("tenant_id", "outcome_id", name="uq_gatherings_employment_outcome"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_employment_asked_by",
        "gatherings_employment",
        ["tenant_id", "asked_by"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_employment_enrolment_id",
        "gatherings_employment",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_employment_outcome_id",
        "gatherings_employment",
        ["tenant_id", "outcome_id"],
        unique=False,
    )
    op.create_table(
        "gatherings_occasion",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("season_id", sa.Uuid(), nullable=True),
        sa.Column("rule_day", sa.Date(), nullable=True),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("aim", postgresql.JSONB(), nullable=False),
        sa.Column("themes", postgresql.JSONB(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_gatherings_occasion_capacity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_gatherings_occasion_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "season_id"],
            ["gatherings_season.tenant_id", "gatherings_season.id"],
            name="fk_gatherings_occasion_season_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_gatherings_occasion_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_occasion")),
        sa.UniqueConstraint("tenant_id", "meeting_id", name="uq_gatherings_occasion_meeting"),
        sa.UniqueConstraint(
            "tenant_id", "season_id", "rule_day", name="uq_gatherings_occasion_rule_day"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_occasion_meeting_id",
        "gatherings_occasion",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_occasion_season_id",
        "gatherings_occasion",
        ["tenant_id", "season_id"],
        unique=False,
    )
    op.create_table(
        "gatherings_seat",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("camp_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offer_until IS NOT NULL)", name=op.f("ck_gatherings_seat_offer")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'taken', 'given_up', 'expired')",
            name=op.f("ck_gatherings_seat_state"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(meeting_id, camp_id) = 1", name=op.f("ck_gatherings_seat_one_host")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "camp_id"],
            ["gatherings_camp.tenant_id", "gatherings_camp.id"],
            name="fk_gatherings_seat_camp_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_gatherings_seat_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_gatherings_seat_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gatherings_seat_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_seat")),
        sa.UniqueConstraint("tenant_id", "camp_id", "enrolment_id", name="uq_gatherings_seat_camp"),
        sa.UniqueConstraint("tenant_id", "meeting_id", "enrolment_id", name="uq_gatherings_seat"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_seat_camp_id", "gatherings_seat", ["tenant_id", "camp_id"], unique=False
    )
    op.create_index(
        "ix_gatherings_seat_enrolment_id",
        "gatherings_seat",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_seat_meeting_id",
        "gatherings_seat",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_seat_offer", "gatherings_seat", ["tenant_id", "offer_until"], unique=False
    )
    op.create_table(
        "gatherings_newcomer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_gatherings_newcomer_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_gatherings_newcomer_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_gatherings_newcomer_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_newcomer")),
        sa.UniqueConstraint("tenant_id", "token", name="uq_gatherings_newcomer_token"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_newcomer_enrolment_id",
        "gatherings_newcomer",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_gatherings_newcomer_meeting_id",
        "gatherings_newcomer",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_table(
        "gatherings_need",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camp_id", sa.Uuid(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("diet", sa.String(length=500), nullable=False),
        sa.Column("health", sa.String(length=1000), nullable=False),
        sa.Column("other", sa.String(length=1000), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "camp_id"],
            ["gatherings_camp.tenant_id", "gatherings_camp.id"],
            name="fk_gatherings_need_camp_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seat_id"],
            ["gatherings_seat.tenant_id", "gatherings_seat.id"],
            name="fk_gatherings_need_seat_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_gatherings_need_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gatherings_need")),
        sa.UniqueConstraint("tenant_id", "seat_id", name="uq_gatherings_need_seat"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_gatherings_need_camp_id", "gatherings_need", ["tenant_id", "camp_id"], unique=False
    )
    op.create_index(
        "ix_gatherings_need_seat_id", "gatherings_need", ["tenant_id", "seat_id"], unique=False
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_gatherings_need_seat_id", table_name="gatherings_need")
    op.drop_index("ix_gatherings_need_camp_id", table_name="gatherings_need")
    op.drop_table("gatherings_need")
    op.drop_index("ix_gatherings_newcomer_meeting_id", table_name="gatherings_newcomer")
    op.drop_index("ix_gatherings_newcomer_enrolment_id", table_name="gatherings_newcomer")
    op.drop_table("gatherings_newcomer")
    op.drop_index("ix_gatherings_seat_offer", table_name="gatherings_seat")
    op.drop_index("ix_gatherings_seat_meeting_id", table_name="gatherings_seat")
    op.drop_index("ix_gatherings_seat_enrolment_id", table_name="gatherings_seat")
    op.drop_index("ix_gatherings_seat_camp_id", table_name="gatherings_seat")
    op.drop_table("gatherings_seat")
    op.drop_index("ix_gatherings_occasion_season_id", table_name="gatherings_occasion")
    op.drop_index("ix_gatherings_occasion_meeting_id", table_name="gatherings_occasion")
    op.drop_table("gatherings_occasion")
    op.drop_index("ix_gatherings_employment_outcome_id", table_name="gatherings_employment")
    op.drop_index("ix_gatherings_employment_enrolment_id", table_name="gatherings_employment")
    op.drop_table("gatherings_employment")
    op.drop_index("ix_gatherings_contributor_meeting_id", table_name="gatherings_contributor")
    op.drop_table("gatherings_contributor")
    op.drop_index("ix_gatherings_step_recorded_by", table_name="gatherings_step")
    op.drop_index("ix_gatherings_step_enrolment_id", table_name="gatherings_step")
    op.drop_table("gatherings_step")
    op.drop_index("ix_gatherings_season_group_id", table_name="gatherings_season")
    op.drop_index("ix_gatherings_season_cycle_id", table_name="gatherings_season")
    op.drop_table("gatherings_season")
    op.drop_index("ix_gatherings_camp_group_id", table_name="gatherings_camp")
    op.drop_index("ix_gatherings_camp_cycle_id", table_name="gatherings_camp")
    op.drop_table("gatherings_camp")
