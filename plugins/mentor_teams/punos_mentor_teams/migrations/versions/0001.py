"""The tables of mentor teams."""

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
    "mentor_teams_guidelines": "SELECT, INSERT",
    "mentor_teams_acceptance": "SELECT, INSERT, DELETE",
    "mentor_teams_apart": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "mentor_teams_guidelines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_mentor_teams_guidelines_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentor_teams_guidelines")),
        sa.UniqueConstraint("tenant_id", "number", name="uq_mentor_teams_guidelines_number"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_table(
        "mentor_teams_acceptance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("guidelines_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_mentor_teams_acceptance_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "guidelines_id"],
            ["mentor_teams_guidelines.tenant_id", "mentor_teams_guidelines.id"],
            name="fk_mentor_teams_acceptance_guidelines_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_mentor_teams_acceptance_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentor_teams_acceptance")),
        sa.UniqueConstraint(
            "tenant_id", "enrolment_id", "guidelines_id", name="uq_mentor_teams_acceptance"
        ),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index(
        "ix_mentor_teams_acceptance_enrolment_id",
        "mentor_teams_acceptance",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_mentor_teams_acceptance_guidelines_id",
        "mentor_teams_acceptance",
        ["tenant_id", "guidelines_id"],
        unique=False,
    )
    op.create_table(
        "mentor_teams_apart",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_mentor_teams_apart_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_mentor_teams_apart_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "one_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_mentor_teams_apart_one_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_mentor_teams_apart_other_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_mentor_teams_apart_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mentor_teams_apart")),
        sa.UniqueConstraint("tenant_id", "one_id", "other_id", name="uq_mentor_teams_apart"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_mentor_teams_apart_cycle_id",
        "mentor_teams_apart",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    op.create_index(
        "ix_mentor_teams_apart_one_id", "mentor_teams_apart", ["tenant_id", "one_id"], unique=False
    )
    op.create_index(
        "ix_mentor_teams_apart_other_id",
        "mentor_teams_apart",
        ["tenant_id", "other_id"],
        unique=False,
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_mentor_teams_apart_other_id", table_name="mentor_teams_apart")
    op.drop_index("ix_mentor_teams_apart_one_id", table_name="mentor_teams_apart")
    op.drop_index("ix_mentor_teams_apart_cycle_id", table_name="mentor_teams_apart")
    op.drop_table("mentor_teams_apart")
    op.drop_index("ix_mentor_teams_acceptance_guidelines_id", table_name="mentor_teams_acceptance")
    op.drop_index("ix_mentor_teams_acceptance_enrolment_id", table_name="mentor_teams_acceptance")
    op.drop_table("mentor_teams_acceptance")
    op.drop_table("mentor_teams_guidelines")
