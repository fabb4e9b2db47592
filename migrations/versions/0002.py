"""The network, referrals, and answers over the border."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.db.policy import published, shared, wall

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "network_fact": "SELECT, INSERT",
    "network_window": "SELECT, INSERT",
    "received_announcement": "SELECT, INSERT, UPDATE, DELETE",
    "network_announcement": "SELECT, INSERT, UPDATE, DELETE",
    "network_onboarding": "SELECT, INSERT, UPDATE, DELETE",
    "network_share": "SELECT, INSERT, UPDATE, DELETE",
    "received_referral": "SELECT, INSERT, UPDATE, DELETE",
    "referral": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "network_fact",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("window", sa.String(length=9), nullable=False),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.BigInteger(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_network_fact_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_network_fact")),
        sa.UniqueConstraint(
            "tenant_id", "metric", "model", "window", name="uq_network_fact_metric"
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_table(
        "network_window",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window", sa.String(length=9), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length IN (1, 3)", name=op.f("ck_network_window_length")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_network_window_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_network_window")),
        sa.UniqueConstraint("tenant_id", "window", name="uq_network_window_window"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_table(
        "public_tenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["tenant.id"], name="fk_public_tenant_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_tenant")),
    )
    op.create_index("ix_public_tenant_sort_key", "public_tenant", ["sort_key", "id"], unique=False)
    op.create_table(
        "published_fact",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("window", sa.String(length=9), nullable=False),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("part", sa.BigInteger(), nullable=True),
        sa.Column("whole", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(state = 'shown') = (value IS NOT NULL)", name=op.f("ck_published_fact_numbers")
        ),
        sa.CheckConstraint(
            "state = 'shown' OR num_nonnulls(part, whole) = 0", name=op.f("ck_published_fact_parts")
        ),
        sa.CheckConstraint(
            "state IN ('shown', 'hidden', 'not_enough')", name=op.f("ck_published_fact_state")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["tenant.id"], name="fk_published_fact_member_id"),
        sa.PrimaryKeyConstraint(
            "member_id", "model", "metric", "window", name=op.f("pk_published_fact")
        ),
    )
    op.create_index(
        "ix_published_fact_value",
        "published_fact",
        ["model", "window", "metric", "value"],
        unique=False,
    )
    op.create_index(
        "ix_published_fact_member",
        "published_fact",
        ["model", "window", "member_id"],
        unique=False,
    )
    op.create_table(
        "received_announcement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inbox_id", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inbox_id"],
            ["border_inbox.tenant_id", "border_inbox.id"],
            name="fk_received_announcement_inbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_received_announcement_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_received_announcement")),
        sa.UniqueConstraint("tenant_id", "inbox_id", name="uq_received_announcement_inbox"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_received_announcement_inbox_id",
        "received_announcement",
        ["tenant_id", "inbox_id"],
        unique=False,
    )
    op.create_table(
        "network_announcement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_network_announcement_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_network_announcement_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_network_announcement")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_network_announcement_made_by",
        "network_announcement",
        ["tenant_id", "made_by"],
        unique=False,
    )
    op.create_table(
        "network_onboarding",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("languages", postgresql.JSONB(), nullable=False),
        sa.Column("plugins", postgresql.JSONB(), nullable=False),
        sa.Column("admin_email", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("made_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'live', 'failed')", name=op.f("ck_network_onboarding_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"],
            ["account.tenant_id", "account.id"],
            name="fk_network_onboarding_asked_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_network_onboarding_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_network_onboarding")),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_network_onboarding_slug"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_network_onboarding_asked_by",
        "network_onboarding",
        ["tenant_id", "asked_by"],
        unique=False,
    )
    op.create_table(
        "network_share",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("metric", sa.String(length=20), nullable=False),
        sa.Column("window", sa.String(length=9), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "chosen_by"],
            ["account.tenant_id", "account.id"],
            name="fk_network_share_chosen_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_network_share_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_network_share")),
        sa.UniqueConstraint("tenant_id", "metric", "window", name="uq_network_share_metric"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_network_share_chosen_by", "network_share", ["tenant_id", "chosen_by"], unique=False
    )
    op.create_table(
        "received_referral",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inbox_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("claims", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "claims IN ('sender', 'receiver')", name=op.f("ck_received_referral_claims")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'declined', 'erased')",
            name=op.f("ck_received_referral_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["account.tenant_id", "account.id"],
            name="fk_received_referral_decided_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inbox_id"],
            ["border_inbox.tenant_id", "border_inbox.id"],
            name="fk_received_referral_inbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_received_referral_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_received_referral_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_received_referral")),
        sa.UniqueConstraint("tenant_id", "inbox_id", name="uq_received_referral_inbox"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_received_referral_decided_by",
        "received_referral",
        ["tenant_id", "decided_by"],
        unique=False,
    )
    op.create_index(
        "ix_received_referral_inbox_id",
        "received_referral",
        ["tenant_id", "inbox_id"],
        unique=False,
    )
    op.create_index(
        "ix_received_referral_person_id",
        "received_referral",
        ["tenant_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "referral",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("offered", postgresql.JSONB(), nullable=False),
        sa.Column("chosen", postgresql.JSONB(), nullable=False),
        sa.Column("claims", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("claims IN ('sender', 'receiver')", name=op.f("ck_referral_claims")),
        sa.CheckConstraint(
            "state IN ('asked', 'refused', 'sent', 'accepted', 'declined', 'withdrawn', 'expired', 'failed')",
            name=op.f("ck_referral_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_referral_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "outbox_id"],
            ["border_outbox.tenant_id", "border_outbox.id"],
            name="fk_referral_outbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_referral_person_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_referral_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_referral")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_referral_made_by", "referral", ["tenant_id", "made_by"], unique=False)
    op.create_index("ix_referral_outbox_id", "referral", ["tenant_id", "outbox_id"], unique=False)
    op.create_index("ix_referral_person_id", "referral", ["tenant_id", "person_id"], unique=False)
    op.add_column(
        "border_inbox", sa.Column("answer", postgresql.JSONB(), nullable=False, server_default="{}")
    )
    op.alter_column("border_inbox", "answer", server_default=None)
    op.add_column(
        "border_outbox",
        sa.Column("answer", postgresql.JSONB(), nullable=False, server_default="{}"),
    )
    op.alter_column("border_outbox", "answer", server_default=None)
    op.add_column("access_entry", sa.Column("subject_id", sa.Uuid(), nullable=True))
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
    for statement in shared("public_tenant"):
        op.execute(statement)
    for statement in published("published_fact"):
        op.execute(statement)
