"""The tables of payouts."""

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
    "payouts_received_report": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_agreement": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_frame": "SELECT, INSERT, UPDATE (title, allocated_cents, pool_cents)",
    "payouts_allocation": "SELECT, INSERT, UPDATE (approved_cents, pool_cents, paid_cents), DELETE",
    "payouts_claim": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_line": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_cap": "SELECT, INSERT, UPDATE (spent_cents, closed_at)",
    "payouts_claim_line": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_document": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_line_version": "SELECT, INSERT",
    "payouts_payment": "SELECT, INSERT",
    "payouts_received_claim": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_signature_request": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_transfer": "SELECT, INSERT",
    "payouts_waiting": "SELECT, INSERT, UPDATE, DELETE",
    "payouts_disbursement": "SELECT, INSERT",
    "payouts_earning": "SELECT, INSERT",
    "payouts_reversal": "SELECT, INSERT",
    "payouts_claim_item": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "payouts_received_report",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_number", sa.String(length=40), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("earned_cents", sa.BigInteger(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_received_report_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_received_report")),
        sa.UniqueConstraint(
            "tenant_id",
            "sender_id",
            "agreement_number",
            name="uq_payouts_received_report_agreement",
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "payouts_agreement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("funder_name", sa.String(length=200), nullable=False),
        sa.Column("funder_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("vat_note", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'closed')", name=op.f("ck_payouts_agreement_state")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_payouts_agreement_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_agreement_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_agreement_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_agreement")),
        sa.UniqueConstraint("tenant_id", "number", name="uq_payouts_agreement_number"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_agreement_made_by", "payouts_agreement", ["tenant_id", "made_by"], unique=False
    )
    op.create_table(
        "payouts_frame",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("allocated_cents", sa.BigInteger(), nullable=False),
        sa.Column("pool_cents", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "allocated_cents >= 0 AND pool_cents >= 0 AND allocated_cents + pool_cents <= total_cents",
            name=op.f("ck_payouts_frame_within"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_payouts_frame_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_frame_made_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_frame_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_frame")),
        info={"web": "SELECT, INSERT, UPDATE (title, allocated_cents, pool_cents)"},
    )
    op.create_index(
        "ix_payouts_frame_made_by", "payouts_frame", ["tenant_id", "made_by"], unique=False
    )
    op.create_table(
        "payouts_allocation",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("frame_id", sa.Uuid(), nullable=False),
        sa.Column("grantee_id", sa.Uuid(), nullable=False),
        sa.Column("grantee_name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("agreement_number", sa.String(length=40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("approved_cents", sa.BigInteger(), nullable=False),
        sa.Column("pool_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_allocation_amount")),
        sa.CheckConstraint(
            "approved_cents BETWEEN 0 AND amount_cents", name=op.f("ck_payouts_allocation_approved")
        ),
        sa.CheckConstraint(
            "paid_cents >= 0 AND paid_cents <= approved_cents + pool_cents",
            name=op.f("ck_payouts_allocation_paid"),
        ),
        sa.CheckConstraint("pool_cents >= 0", name=op.f("ck_payouts_allocation_pool")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "frame_id"],
            ["payouts_frame.tenant_id", "payouts_frame.id"],
            name="fk_payouts_allocation_frame_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_allocation_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_allocation")),
        sa.UniqueConstraint(
            "tenant_id", "grantee_id", "agreement_number", name="uq_payouts_allocation_agreement"
        ),
        info={"web": "SELECT, INSERT, UPDATE (approved_cents, pool_cents, paid_cents), DELETE"},
    )
    op.create_index(
        "ix_payouts_allocation_frame_id",
        "payouts_allocation",
        ["tenant_id", "frame_id"],
        unique=False,
    )
    op.create_table(
        "payouts_claim",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("approved_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("left_out", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("editors", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_how", sa.String(length=20), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_name", sa.String(length=200), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_hash", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_how", sa.String(length=20), nullable=True),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_how", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "signed_how IN ('account', 'link')", name=op.f("ck_payouts_claim_signed_how")
        ),
        sa.CheckConstraint(
            "state <> 'paid' OR paid_cents = approved_cents", name=op.f("ck_payouts_claim_settled")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'returned') OR (signed_how IS NOT NULL AND signed_hash = content_hash)",
            name=op.f("ck_payouts_claim_signed"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'paid', 'returned')",
            name=op.f("ck_payouts_claim_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR approved_cents = amount_cents",
            name=op.f("ck_payouts_claim_decided"),
        ),
        sa.CheckConstraint(
            "approved_cents BETWEEN 0 AND greatest(amount_cents, 0)",
            name=op.f("ck_payouts_claim_approved"),
        ),
        sa.CheckConstraint(
            "paid_cents BETWEEN 0 AND approved_cents", name=op.f("ck_payouts_claim_paid")
        ),
        sa.CheckConstraint(
            "signed_by IS NULL OR signed_by <> made_by", name=op.f("ck_payouts_claim_four_eyes")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["payouts_agreement.tenant_id", "payouts_agreement.id"],
            name="fk_payouts_claim_agreement_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_claim_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "outbox_id"],
            ["border_outbox.tenant_id", "border_outbox.id"],
            name="fk_payouts_claim_outbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "signed_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_claim_signed_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_claim_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_claim")),
        sa.UniqueConstraint("tenant_id", "number", name="uq_payouts_claim_number"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_claim_agreement_id",
        "payouts_claim",
        ["tenant_id", "agreement_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_claim_made_by", "payouts_claim", ["tenant_id", "made_by"], unique=False
    )
    op.create_index(
        "ix_payouts_claim_outbox_id", "payouts_claim", ["tenant_id", "outbox_id"], unique=False
    )
    op.create_index(
        "ix_payouts_claim_signed_by", "payouts_claim", ["tenant_id", "signed_by"], unique=False
    )
    op.create_index(
        "uq_payouts_claim_open",
        "payouts_claim",
        ["tenant_id", "agreement_id"],
        unique=True,
        postgresql_where="state IN ('draft', 'submitted', 'returned')",
    )
    op.create_table(
        "payouts_line",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('lump', 'unit', 'outcome', 'pool')", name=op.f("ck_payouts_line_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["payouts_agreement.tenant_id", "payouts_agreement.id"],
            name="fk_payouts_line_agreement_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_line_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_line")),
        sa.UniqueConstraint("tenant_id", "agreement_id", "code", name="uq_payouts_line_code"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_line_agreement_id", "payouts_line", ["tenant_id", "agreement_id"], unique=False
    )
    op.create_table(
        "payouts_cap",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("cap_cents", sa.BigInteger(), nullable=False),
        sa.Column("spent_cents", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "spent_cents BETWEEN 0 AND cap_cents", name=op.f("ck_payouts_cap_spent")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["payouts_agreement.tenant_id", "payouts_agreement.id"],
            name="fk_payouts_cap_agreement_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_cap_line_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_cap_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_cap")),
        info={"web": "SELECT, INSERT, UPDATE (spent_cents, closed_at)"},
    )
    op.create_index(
        "ix_payouts_cap_agreement_id", "payouts_cap", ["tenant_id", "agreement_id"], unique=False
    )
    op.create_index("ix_payouts_cap_line_id", "payouts_cap", ["tenant_id", "line_id"], unique=False)
    op.create_index(
        "uq_payouts_cap_open",
        "payouts_cap",
        ["tenant_id", "agreement_id", "line_id"],
        unique=True,
        postgresql_where="closed_at IS NULL",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "payouts_claim_line",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["payouts_claim.tenant_id", "payouts_claim.id"],
            name="fk_payouts_claim_line_claim_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_claim_line_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_claim_line_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_claim_line")),
        sa.UniqueConstraint("tenant_id", "claim_id", "line_id", name="uq_payouts_claim_line_line"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_claim_line_claim_id",
        "payouts_claim_line",
        ["tenant_id", "claim_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_claim_line_line_id",
        "payouts_claim_line",
        ["tenant_id", "line_id"],
        unique=False,
    )
    op.create_table(
        "payouts_document",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'xlsx')", name=op.f("ck_payouts_document_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["payouts_claim.tenant_id", "payouts_claim.id"],
            name="fk_payouts_document_claim_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name="fk_payouts_document_file_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_document_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_document")),
        sa.UniqueConstraint(
            "tenant_id",
            "claim_id",
            "kind",
            "language",
            "content_hash",
            name="uq_payouts_document_kind",
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_document_claim_id", "payouts_document", ["tenant_id", "claim_id"], unique=False
    )
    op.create_index(
        "ix_payouts_document_file_id", "payouts_document", ["tenant_id", "file_id"], unique=False
    )
    op.create_table(
        "payouts_line_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("earned_by", sa.String(length=40), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("min_units", sa.Integer(), nullable=True),
        sa.Column("min_mode", sa.String(length=20), nullable=False),
        sa.Column("target_units", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "min_mode IN ('condition', 'guaranteed_minimum', 'target_only')",
            name=op.f("ck_payouts_line_version_min_mode"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_line_version_amount")),
        sa.CheckConstraint("min_units >= 0", name=op.f("ck_payouts_line_version_min_units")),
        sa.CheckConstraint("target_units >= 0", name=op.f("ck_payouts_line_version_target_units")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_line_version_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_line_version_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_line_version_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_line_version")),
        sa.UniqueConstraint(
            "tenant_id", "line_id", "number", name="uq_payouts_line_version_number"
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_line_version_line_id",
        "payouts_line_version",
        ["tenant_id", "line_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_line_version_made_by",
        "payouts_line_version",
        ["tenant_id", "made_by"],
        unique=False,
    )
    op.create_table(
        "payouts_payment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("inbox_id", sa.Uuid(), nullable=True),
        sa.Column("form_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_payment_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["payouts_claim.tenant_id", "payouts_claim.id"],
            name="fk_payouts_payment_claim_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inbox_id"],
            ["border_inbox.tenant_id", "border_inbox.id"],
            name="fk_payouts_payment_inbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_payment_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_payment_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_payment")),
        sa.UniqueConstraint("tenant_id", "form_id", name="uq_payouts_payment_form"),
        sa.UniqueConstraint("tenant_id", "inbox_id", name="uq_payouts_payment_inbox"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_payment_claim_id", "payouts_payment", ["tenant_id", "claim_id"], unique=False
    )
    op.create_index(
        "ix_payouts_payment_inbox_id", "payouts_payment", ["tenant_id", "inbox_id"], unique=False
    )
    op.create_index(
        "ix_payouts_payment_recorded_by",
        "payouts_payment",
        ["tenant_id", "recorded_by"],
        unique=False,
    )
    op.create_table(
        "payouts_received_claim",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("inbox_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=True),
        sa.Column("agreement_number", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=30), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("pool_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state <> 'paid' OR paid_cents = amount_cents",
            name=op.f("ck_payouts_received_claim_settled"),
        ),
        sa.CheckConstraint(
            "state IN ('approved', 'paid') OR paid_cents = 0",
            name=op.f("ck_payouts_received_claim_approved_first"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'approved', 'paid', 'returned', 'withdrawn')",
            name=op.f("ck_payouts_received_claim_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR allocation_id IS NOT NULL",
            name=op.f("ck_payouts_received_claim_allocated"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_received_claim_amount")),
        sa.CheckConstraint(
            "paid_cents BETWEEN 0 AND amount_cents", name=op.f("ck_payouts_received_claim_paid")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "allocation_id"],
            ["payouts_allocation.tenant_id", "payouts_allocation.id"],
            name="fk_payouts_received_claim_allocation_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_received_claim_decided_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "inbox_id"],
            ["border_inbox.tenant_id", "border_inbox.id"],
            name="fk_payouts_received_claim_inbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_received_claim_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_received_claim")),
        sa.UniqueConstraint("tenant_id", "inbox_id", name="uq_payouts_received_claim_inbox"),
        sa.UniqueConstraint(
            "tenant_id", "sender_id", "number", "turn", name="uq_payouts_received_claim_turn"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_received_claim_allocation_id",
        "payouts_received_claim",
        ["tenant_id", "allocation_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_received_claim_decided_by",
        "payouts_received_claim",
        ["tenant_id", "decided_by"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_received_claim_inbox_id",
        "payouts_received_claim",
        ["tenant_id", "inbox_id"],
        unique=False,
    )
    op.create_index(
        "uq_payouts_received_claim_alive",
        "payouts_received_claim",
        ["tenant_id", "sender_id", "number"],
        unique=True,
        postgresql_where="state IN ('received', 'approved', 'paid')",
    )
    op.create_table(
        "payouts_signature_request",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=128), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_payouts_signature_request_tries")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_signature_request_asked_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["payouts_claim.tenant_id", "payouts_claim.id"],
            name="fk_payouts_signature_request_claim_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_signature_request_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_signature_request")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_signature_request_asked_by",
        "payouts_signature_request",
        ["tenant_id", "asked_by"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_signature_request_claim_id",
        "payouts_signature_request",
        ["tenant_id", "claim_id"],
        unique=False,
    )
    op.create_table(
        "payouts_transfer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("debit", sa.String(length=20), nullable=False),
        sa.Column("credit", sa.String(length=20), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "credit IN ('promised', 'earned', 'claimed', 'approved', 'paid')",
            name=op.f("ck_payouts_transfer_credit"),
        ),
        sa.CheckConstraint(
            "debit IN ('promised', 'earned', 'claimed', 'approved', 'paid')",
            name=op.f("ck_payouts_transfer_debit"),
        ),
        sa.CheckConstraint(
            "kind IN ('earned', 'reversed', 'submitted', 'returned', 'approved', 'paid')",
            name=op.f("ck_payouts_transfer_kind"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_transfer_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_payouts_transfer_two_accounts")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agreement_id"],
            ["payouts_agreement.tenant_id", "payouts_agreement.id"],
            name="fk_payouts_transfer_agreement_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_transfer_line_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_transfer_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_transfer")),
        sa.UniqueConstraint(
            "tenant_id", "line_id", "kind", "cause_id", "turn", name="uq_payouts_transfer_cause"
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_transfer_agreement_id",
        "payouts_transfer",
        ["tenant_id", "agreement_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_transfer_line_id", "payouts_transfer", ["tenant_id", "line_id"], unique=False
    )
    op.create_table(
        "payouts_waiting",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('line', 'group', 'person', 'meeting', 'cycle')",
            name=op.f("ck_payouts_waiting_subject_kind"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_waiting_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_waiting_line_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_waiting_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_waiting")),
        sa.UniqueConstraint(
            "tenant_id", "line_id", "subject_id", name="uq_payouts_waiting_subject"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_waiting_line_id", "payouts_waiting", ["tenant_id", "line_id"], unique=False
    )
    op.create_table(
        "payouts_disbursement",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_id", sa.Uuid(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_disbursement_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "outbox_id"],
            ["border_outbox.tenant_id", "border_outbox.id"],
            name="fk_payouts_disbursement_outbox_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "received_id"],
            ["payouts_received_claim.tenant_id", "payouts_received_claim.id"],
            name="fk_payouts_disbursement_received_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_payouts_disbursement_recorded_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_disbursement_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_disbursement")),
        sa.UniqueConstraint("tenant_id", "form_id", name="uq_payouts_disbursement_form"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_disbursement_outbox_id",
        "payouts_disbursement",
        ["tenant_id", "outbox_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_disbursement_received_id",
        "payouts_disbursement",
        ["tenant_id", "received_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_disbursement_recorded_by",
        "payouts_disbursement",
        ["tenant_id", "recorded_by"],
        unique=False,
    )
    op.create_table(
        "payouts_earning",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "subject_kind IN ('line', 'group', 'person', 'meeting', 'cycle')",
            name=op.f("ck_payouts_earning_subject_kind"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payouts_earning_amount")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "after_id"],
            ["payouts_reversal.tenant_id", "payouts_reversal.id"],
            name="fk_payouts_earning_after_id",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_earning_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["payouts_line_version.tenant_id", "payouts_line_version.id"],
            name="fk_payouts_earning_version_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_earning_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_earning")),
        sa.UniqueConstraint(
            "tenant_id",
            "line_id",
            "subject_id",
            "after_id",
            name="uq_payouts_earning_subject",
            postgresql_nulls_not_distinct=True,
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_earning_after_id", "payouts_earning", ["tenant_id", "after_id"], unique=False
    )
    op.create_index(
        "ix_payouts_earning_line_id", "payouts_earning", ["tenant_id", "line_id"], unique=False
    )
    op.create_index(
        "ix_payouts_earning_version_id",
        "payouts_earning",
        ["tenant_id", "version_id"],
        unique=False,
    )
    op.create_table(
        "payouts_reversal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("earning_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "earning_id"],
            ["payouts_earning.tenant_id", "payouts_earning.id"],
            name="fk_payouts_reversal_earning_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_payouts_reversal_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_reversal")),
        sa.UniqueConstraint("tenant_id", "earning_id", name="uq_payouts_reversal_earning"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_payouts_reversal_earning_id",
        "payouts_reversal",
        ["tenant_id", "earning_id"],
        unique=False,
    )
    op.create_table(
        "payouts_claim_item",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("earning_id", sa.Uuid(), nullable=True),
        sa.Column("reversal_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(earning_id, reversal_id) = 1", name=op.f("ck_payouts_claim_item_one")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "claim_id"],
            ["payouts_claim.tenant_id", "payouts_claim.id"],
            name="fk_payouts_claim_item_claim_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "earning_id"],
            ["payouts_earning.tenant_id", "payouts_earning.id"],
            name="fk_payouts_claim_item_earning_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "line_id"],
            ["payouts_line.tenant_id", "payouts_line.id"],
            name="fk_payouts_claim_item_line_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reversal_id"],
            ["payouts_reversal.tenant_id", "payouts_reversal.id"],
            name="fk_payouts_claim_item_reversal_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_payouts_claim_item_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payouts_claim_item")),
        sa.UniqueConstraint("tenant_id", "earning_id", name="uq_payouts_claim_item_earning"),
        sa.UniqueConstraint("tenant_id", "reversal_id", name="uq_payouts_claim_item_reversal"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_payouts_claim_item_claim_id",
        "payouts_claim_item",
        ["tenant_id", "claim_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_claim_item_earning_id",
        "payouts_claim_item",
        ["tenant_id", "earning_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_claim_item_line_id",
        "payouts_claim_item",
        ["tenant_id", "line_id"],
        unique=False,
    )
    op.create_index(
        "ix_payouts_claim_item_reversal_id",
        "payouts_claim_item",
        ["tenant_id", "reversal_id"],
        unique=False,
    )
    # Earnings and reversals refer to each other.
    op.create_foreign_key(
        "fk_payouts_earning_after_id",
        "payouts_earning",
        "payouts_reversal",
        ["tenant_id", "after_id"],
        ["tenant_id", "id"],
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)


def downgrade() -> None:
    op.drop_constraint("fk_payouts_earning_after_id", "payouts_earning")
    op.drop_index("ix_payouts_claim_item_reversal_id", table_name="payouts_claim_item")
    op.drop_index("ix_payouts_claim_item_line_id", table_name="payouts_claim_item")
    op.drop_index("ix_payouts_claim_item_earning_id", table_name="payouts_claim_item")
    op.drop_index("ix_payouts_claim_item_claim_id", table_name="payouts_claim_item")
    op.drop_table("payouts_claim_item")
    op.drop_index("ix_payouts_reversal_earning_id", table_name="payouts_reversal")
    op.drop_table("payouts_reversal")
    op.drop_index("ix_payouts_earning_version_id", table_name="payouts_earning")
    op.drop_index("ix_payouts_earning_line_id", table_name="payouts_earning")
    op.drop_index("ix_payouts_earning_after_id", table_name="payouts_earning")
    op.drop_table("payouts_earning")
    op.drop_index("ix_payouts_disbursement_recorded_by", table_name="payouts_disbursement")
    op.drop_index("ix_payouts_disbursement_received_id", table_name="payouts_disbursement")
    op.drop_index("ix_payouts_disbursement_outbox_id", table_name="payouts_disbursement")
    op.drop_table("payouts_disbursement")
    op.drop_index("ix_payouts_waiting_line_id", table_name="payouts_waiting")
    op.drop_table("payouts_waiting")
    op.drop_index("ix_payouts_transfer_line_id", table_name="payouts_transfer")
    op.drop_index("ix_payouts_transfer_agreement_id", table_name="payouts_transfer")
    op.drop_table("payouts_transfer")
    op.drop_index("ix_payouts_signature_request_claim_id", table_name="payouts_signature_request")
    op.drop_index("ix_payouts_signature_request_asked_by", table_name="payouts_signature_request")
    op.drop_table("payouts_signature_request")
    op.drop_index(
        "uq_payouts_received_claim_alive",
        table_name="payouts_received_claim",
        postgresql_where="state IN ('received', 'approved', 'paid')",
    )
    op.drop_index("ix_payouts_received_claim_inbox_id", table_name="payouts_received_claim")
    op.drop_index("ix_payouts_received_claim_decided_by", table_name="payouts_received_claim")
    op.drop_index("ix_payouts_received_claim_allocation_id", table_name="payouts_received_claim")
    op.drop_table("payouts_received_claim")
    op.drop_index("ix_payouts_payment_recorded_by", table_name="payouts_payment")
    op.drop_index("ix_payouts_payment_inbox_id", table_name="payouts_payment")
    op.drop_index("ix_payouts_payment_claim_id", table_name="payouts_payment")
    op.drop_table("payouts_payment")
    op.drop_index("ix_payouts_line_version_made_by", table_name="payouts_line_version")
    op.drop_index("ix_payouts_line_version_line_id", table_name="payouts_line_version")
    op.drop_table("payouts_line_version")
    op.drop_index("ix_payouts_document_file_id", table_name="payouts_document")
    op.drop_index("ix_payouts_document_claim_id", table_name="payouts_document")
    op.drop_table("payouts_document")
    op.drop_index("ix_payouts_claim_line_line_id", table_name="payouts_claim_line")
    op.drop_index("ix_payouts_claim_line_claim_id", table_name="payouts_claim_line")
    op.drop_table("payouts_claim_line")
    op.drop_index(
        "uq_payouts_cap_open",
        table_name="payouts_cap",
        postgresql_where="closed_at IS NULL",
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("ix_payouts_cap_line_id", table_name="payouts_cap")
    op.drop_index("ix_payouts_cap_agreement_id", table_name="payouts_cap")
    op.drop_table("payouts_cap")
    op.drop_index("ix_payouts_line_agreement_id", table_name="payouts_line")
    op.drop_table("payouts_line")
    op.drop_index(
        "uq_payouts_claim_open",
        table_name="payouts_claim",
        postgresql_where="state IN ('draft', 'submitted', 'returned')",
    )
    op.drop_index("ix_payouts_claim_signed_by", table_name="payouts_claim")
    op.drop_index("ix_payouts_claim_outbox_id", table_name="payouts_claim")
    op.drop_index("ix_payouts_claim_made_by", table_name="payouts_claim")
    op.drop_index("ix_payouts_claim_agreement_id", table_name="payouts_claim")
    op.drop_table("payouts_claim")
    op.drop_index("ix_payouts_allocation_frame_id", table_name="payouts_allocation")
    op.drop_table("payouts_allocation")
    op.drop_index("ix_payouts_frame_made_by", table_name="payouts_frame")
    op.drop_table("payouts_frame")
    op.drop_index("ix_payouts_agreement_made_by", table_name="payouts_agreement")
    op.drop_table("payouts_agreement")
    op.drop_table("payouts_received_report")
