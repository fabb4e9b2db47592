"""The table of circles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.plugin import wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {"pairwise_circle_plan": "SELECT, INSERT, UPDATE, DELETE"}


def upgrade() -> None:
    op.create_table(
        "pairwise_circle_plan",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("circles", postgresql.JSONB(), nullable=False),
        sa.Column("quality", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('working', 'draft', 'published', 'failed')",
            name=op.f("ck_pairwise_circle_plan_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_pairwise_circle_plan_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_pairwise_circle_plan_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pairwise_circle_plan")),
        sa.UniqueConstraint("tenant_id", "cycle_id", name="uq_pairwise_circle_plan_cycle"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_pairwise_circle_plan_cycle_id",
        "pairwise_circle_plan",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_pairwise_circle_plan_cycle_id", table_name="pairwise_circle_plan")
    op.drop_table("pairwise_circle_plan")
