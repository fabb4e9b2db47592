"""The parrot's memory."""

import sqlalchemy as sa
from alembic import op

from punos.plugin import wall

revision = "parrot_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parrot_word",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("word", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_parrot_word"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_parrot_word_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_parrot_word_enrolment_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_parrot_word_enrolment_id", "parrot_word", ["tenant_id", "enrolment_id"])
    for statement in wall("parrot_word"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("parrot_word")
