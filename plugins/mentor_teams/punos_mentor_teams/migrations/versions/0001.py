"""The table of mentor teams."""

import sqlalchemy as sa
from alembic import op

from punos.plugin import wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "mentor_teams_apart": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
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
