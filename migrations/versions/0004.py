"""Interviews, asking two people first, decisions that are told, and partners at meetings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.db.policy import wall

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "import_word": "SELECT, INSERT, UPDATE, DELETE",
    "interview_score": "SELECT, INSERT, UPDATE, DELETE",
    "interview_slot": "SELECT, INSERT, UPDATE, DELETE",
    "match_choice": "SELECT, INSERT, DELETE",
    "interview_guest": "SELECT, INSERT, UPDATE, DELETE",
    "match_ask": "SELECT, INSERT, UPDATE, DELETE",
    "meeting_partner": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "import_word",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("meaning", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_import_word_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_word")),
        sa.UniqueConstraint(
            "tenant_id", "model", "question", "word", name="uq_import_word_question"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.add_column(
        "import_run",
        sa.Column("for_all", postgresql.JSONB(), server_default="{}", nullable=False),
    )
    op.add_column(
        "import_run", sa.Column("open_words", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "interview_score",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("recommends", sa.String(length=20), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "recommends IN ('accept', 'waiting', 'refuse')",
            name=op.f("ck_interview_score_recommends"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_interview_score_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_interview_score_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_interview_score_unit_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_interview_score_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_interview_score")),
        sa.UniqueConstraint(
            "tenant_id", "enrolment_id", "account_id", name="uq_interview_score_account"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_interview_score_account_id",
        "interview_score",
        ["tenant_id", "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_interview_score_enrolment_id",
        "interview_score",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_interview_score_unit_id", "interview_score", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "interview_slot",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("host_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(enrolment_id IS NULL) = (state IN ('open', 'withdrawn'))",
            name=op.f("ck_interview_slot_booked"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'booked', 'held', 'missed', 'withdrawn')",
            name=op.f("ck_interview_slot_state"),
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_interview_slot_minutes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_interview_slot_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_interview_slot_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "host_id"],
            ["account.tenant_id", "account.id"],
            name="fk_interview_slot_host_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_interview_slot_unit_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_interview_slot_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_interview_slot")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_interview_slot_cycle",
        "interview_slot",
        ["tenant_id", "cycle_id", "local_start"],
        unique=False,
    )
    op.create_index(
        "ix_interview_slot_cycle_id", "interview_slot", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_interview_slot_enrolment_id",
        "interview_slot",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_interview_slot_host_id", "interview_slot", ["tenant_id", "host_id"], unique=False
    )
    op.create_index(
        "ix_interview_slot_unit_id", "interview_slot", ["tenant_id", "unit_id"], unique=False
    )
    op.create_index(
        "uq_interview_slot_booked",
        "interview_slot",
        ["tenant_id", "enrolment_id"],
        unique=True,
        postgresql_where="state = 'booked'",
    )
    op.create_index(
        "uq_interview_slot_host",
        "interview_slot",
        ["tenant_id", "host_id", "local_start"],
        unique=True,
        postgresql_where="state <> 'withdrawn'",
    )
    op.create_table(
        "match_choice",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_number", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=True),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_match_choice_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_match_choice_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_choice_mentee_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_choice_mentor_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "second_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_choice_second_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_match_choice_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_match_choice_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_choice")),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index(
        "ix_match_choice_account_id", "match_choice", ["tenant_id", "account_id"], unique=False
    )
    op.create_index(
        "ix_match_choice_cycle", "match_choice", ["tenant_id", "cycle_id", "id"], unique=False
    )
    op.create_index(
        "ix_match_choice_cycle_id", "match_choice", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_match_choice_mentee_id", "match_choice", ["tenant_id", "mentee_id"], unique=False
    )
    op.create_index(
        "ix_match_choice_mentor_id", "match_choice", ["tenant_id", "mentor_id"], unique=False
    )
    op.create_index(
        "ix_match_choice_second_id", "match_choice", ["tenant_id", "second_id"], unique=False
    )
    op.create_index(
        "ix_match_choice_unit_id", "match_choice", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "interview_guest",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_interview_guest_account_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "slot_id"],
            ["interview_slot.tenant_id", "interview_slot.id"],
            name="fk_interview_guest_slot_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_interview_guest_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_interview_guest")),
        sa.UniqueConstraint(
            "tenant_id", "slot_id", "account_id", name="uq_interview_guest_account"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_interview_guest_account_id",
        "interview_guest",
        ["tenant_id", "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_interview_guest_slot_id", "interview_guest", ["tenant_id", "slot_id"], unique=False
    )
    op.create_table(
        "match_ask",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'no')", name=op.f("ck_match_ask_answer")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_ask_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "suggestion_id"],
            ["match_suggestion.tenant_id", "match_suggestion.id"],
            name="fk_match_ask_suggestion_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_match_ask_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_ask")),
        sa.UniqueConstraint("tenant_id", "suggestion_id", "enrolment_id", name="uq_match_ask_one"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_match_ask_enrolment_id", "match_ask", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_match_ask_suggestion_id", "match_ask", ["tenant_id", "suggestion_id"], unique=False
    )
    op.create_table(
        "meeting_partner",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_meeting_partner_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partner.tenant_id", "partner.id"],
            name="fk_meeting_partner_partner_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_meeting_partner_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_partner")),
        sa.UniqueConstraint("tenant_id", "meeting_id", "partner_id", name="uq_meeting_partner_one"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_meeting_partner_meeting_id",
        "meeting_partner",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_index(
        "ix_meeting_partner_partner_id",
        "meeting_partner",
        ["tenant_id", "partner_id"],
        unique=False,
    )
    op.add_column(
        "enrolment", sa.Column("unmet", postgresql.JSONB(), server_default="[]", nullable=False)
    )
    op.add_column("enrolment", sa.Column("told_state", sa.String(length=40), nullable=True))
    op.add_column("enrolment", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("enrolment", sa.Column("waiting_place", sa.Integer(), nullable=True))
    op.add_column("mail", sa.Column("calendar", sa.Text(), nullable=True))
    op.add_column(
        "match_suggestion",
        sa.Column("by_hand", sa.Boolean(), server_default="false", nullable=False),
    )
    op.drop_constraint("ck_match_proposal_state", "match_proposal")
    op.create_check_constraint(
        op.f("ck_match_proposal_state"),
        "match_proposal",
        "state IN ('working', 'draft', 'published', 'discarded', 'undone', 'failed')",
    )
    op.drop_constraint("ck_match_suggestion_state", "match_suggestion")
    op.create_check_constraint(
        op.f("ck_match_suggestion_state"),
        "match_suggestion",
        "state IN ('proposed', 'left_out', 'gone', 'asked', 'declined', 'published')",
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
