"""Proposals, suggested pairs and what the coordinator wishes."""

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
    "pairwise_proposal": "SELECT, INSERT, UPDATE, DELETE",
    "pairwise_suggestion": "SELECT, INSERT, UPDATE, DELETE",
    "pairwise_wish": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "pairwise_proposal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("quality", postgresql.JSONB(), nullable=False),
        sa.Column("unmatched", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('working', 'draft', 'published', 'discarded', 'failed')",
            name=op.f("ck_pairwise_proposal_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_pairwise_proposal_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_pairwise_proposal_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pairwise_proposal")),
        sa.UniqueConstraint("tenant_id", "cycle_id", "number", name="uq_pairwise_proposal_number"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_pairwise_proposal_cycle_id",
        "pairwise_proposal",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    op.create_index(
        "uq_pairwise_proposal_open",
        "pairwise_proposal",
        ["tenant_id", "cycle_id"],
        unique=True,
        postgresql_where="state IN ('working', 'draft')",
    )
    op.create_table(
        "pairwise_suggestion",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("fails", postgresql.JSONB(), nullable=False),
        sa.Column("others", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'left_out', 'gone', 'published')",
            name=op.f("ck_pairwise_suggestion_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_pairwise_suggestion_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_pairwise_suggestion_mentee_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_pairwise_suggestion_mentor_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "proposal_id"],
            ["pairwise_proposal.tenant_id", "pairwise_proposal.id"],
            name="fk_pairwise_suggestion_proposal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_pairwise_suggestion_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pairwise_suggestion")),
        sa.UniqueConstraint("tenant_id", "proposal_id", "mentee_id", name="uq_pairwise_suggestion"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_pairwise_suggestion_group_id",
        "pairwise_suggestion",
        ["tenant_id", "group_id"],
        unique=False,
    )
    op.create_index(
        "ix_pairwise_suggestion_mentee_id",
        "pairwise_suggestion",
        ["tenant_id", "mentee_id"],
        unique=False,
    )
    op.create_index(
        "ix_pairwise_suggestion_mentor_id",
        "pairwise_suggestion",
        ["tenant_id", "mentor_id"],
        unique=False,
    )
    op.create_index(
        "ix_pairwise_suggestion_proposal_id",
        "pairwise_suggestion",
        ["tenant_id", "proposal_id"],
        unique=False,
    )
    op.create_table(
        "pairwise_wish",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pin', 'forbid')", name=op.f("ck_pairwise_wish_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_pairwise_wish_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_pairwise_wish_mentee_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_pairwise_wish_mentor_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_pairwise_wish_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_pairwise_wish")),
        sa.UniqueConstraint("tenant_id", "mentee_id", "mentor_id", name="uq_pairwise_wish_pair"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_pairwise_wish_cycle_id", "pairwise_wish", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_pairwise_wish_mentee_id", "pairwise_wish", ["tenant_id", "mentee_id"], unique=False
    )
    op.create_index(
        "ix_pairwise_wish_mentor_id", "pairwise_wish", ["tenant_id", "mentor_id"], unique=False
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_pairwise_wish_mentor_id", table_name="pairwise_wish")
    op.drop_index("ix_pairwise_wish_mentee_id", table_name="pairwise_wish")
    op.drop_index("ix_pairwise_wish_cycle_id", table_name="pairwise_wish")
    op.drop_table("pairwise_wish")
    op.drop_index("ix_pairwise_suggestion_proposal_id", table_name="pairwise_suggestion")
    op.drop_index("ix_pairwise_suggestion_mentor_id", table_name="pairwise_suggestion")
    op.drop_index("ix_pairwise_suggestion_mentee_id", table_name="pairwise_suggestion")
    op.drop_index("ix_pairwise_suggestion_group_id", table_name="pairwise_suggestion")
    op.drop_table("pairwise_suggestion")
    op.drop_index(
        "uq_pairwise_proposal_open",
        table_name="pairwise_proposal",
        postgresql_where="state IN ('working', 'draft')",
    )
    op.drop_index("ix_pairwise_proposal_cycle_id", table_name="pairwise_proposal")
    op.drop_table("pairwise_proposal")
