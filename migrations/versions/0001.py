"""The core: every table behind the wall."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.db.policy import shared, wall

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "audit_event": "SELECT, INSERT",
    "border_inbox": "SELECT, INSERT, UPDATE, DELETE",
    "border_outbox": "SELECT, INSERT, UPDATE, DELETE",
    "event": "SELECT, INSERT",
    "event_cursor": "SELECT, INSERT, UPDATE, DELETE",
    "job_run": "SELECT, INSERT, UPDATE, DELETE",
    "partner": "SELECT, INSERT, UPDATE, DELETE",
    "programme": "SELECT, INSERT, UPDATE, DELETE",
    "sign_in_attempt": "SELECT, INSERT, DELETE",
    "tenant_config": "SELECT, INSERT, UPDATE, DELETE",
    "tenant_plugin": "SELECT, INSERT, UPDATE, DELETE",
    "audit_seal": "SELECT, INSERT",
    "programme_version": "SELECT, INSERT",
    "unit": "SELECT, INSERT, UPDATE, DELETE",
    "cycle": "SELECT, INSERT, UPDATE, DELETE",
    "person": "SELECT, INSERT, UPDATE, DELETE",
    "access_entry": "SELECT, INSERT, DELETE",
    "access_link": "SELECT, INSERT, UPDATE, DELETE",
    "account": "SELECT, INSERT, UPDATE, DELETE",
    "cycle_partner": "SELECT, INSERT, UPDATE, DELETE",
    "enrolment": "SELECT, INSERT, UPDATE, DELETE",
    "enrolment_group": "SELECT, INSERT, UPDATE, DELETE",
    "mail": "SELECT, INSERT, UPDATE, DELETE",
    "phase": "SELECT, INSERT, UPDATE, DELETE",
    "account_role": "SELECT, INSERT, UPDATE, DELETE",
    "account_session": "SELECT, INSERT, UPDATE, DELETE",
    "consent": "SELECT, INSERT, DELETE",
    "meeting": "SELECT, INSERT, UPDATE, DELETE",
    "membership": "SELECT, INSERT, UPDATE, DELETE",
    "outcome": "SELECT, INSERT, UPDATE, DELETE",
    "stored_file": "SELECT, INSERT, UPDATE, DELETE",
    "attendance": "SELECT, INSERT, UPDATE, DELETE",
    "match_proposal": "SELECT, INSERT, UPDATE, DELETE",
    "match_suggestion": "SELECT, INSERT, UPDATE, DELETE",
    "match_wish": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('association', 'network', 'funder')", name=op.f("ck_tenant_kind")
        ),
        sa.CheckConstraint(
            "state IN ('active', 'suspended', 'closed')", name=op.f("ck_tenant_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("slug", name="uq_tenant_slug"),
    )
    op.create_table(
        "audit_event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_audit_event_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_event")),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index("ix_audit_event_at", "audit_event", ["tenant_id", "at"], unique=False)
    op.create_table(
        "border_inbox",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reported_state", sa.String(length=20), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'declined', 'cancelled')",
            name=op.f("ck_border_inbox_state"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_border_inbox_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_border_inbox")),
        sa.UniqueConstraint("tenant_id", "sender_id", "outbox_id", name="uq_border_inbox_outbox"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "border_outbox",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'accepted', 'declined', 'cancelled', 'failed')",
            name=op.f("ck_border_outbox_state"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_border_outbox_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_border_outbox")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_border_outbox_state", "border_outbox", ["tenant_id", "state", "due_at"], unique=False
    )
    op.create_table(
        "event",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_event_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_event")),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_event_subject", "event", ["tenant_id", "subject_kind", "subject_id"], unique=False
    )
    op.create_table(
        "event_cursor",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_event_cursor_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_event_cursor")),
        sa.UniqueConstraint("tenant_id", "plugin", name="uq_event_cursor_plugin"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "job_run",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_run_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_job_run_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_job_run")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_job_run_kind", "job_run", ["tenant_id", "kind", "subject_id"], unique=False)
    op.create_table(
        "partner",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_partner_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_partner")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "programme",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_programme_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_programme")),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_programme_slug"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_key", sa.String(length=64), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_sign_in_attempt_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sign_in_attempt")),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index(
        "ix_sign_in_attempt_account",
        "sign_in_attempt",
        ["tenant_id", "account_key", "at"],
        unique=False,
    )
    op.create_index(
        "ix_sign_in_attempt_address",
        "sign_in_attempt",
        ["tenant_id", "address_key", "at"],
        unique=False,
    )
    op.create_table(
        "tenant_config",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("current", postgresql.JSONB(), nullable=False),
        sa.Column("applied", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_tenant_config_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_config")),
        sa.UniqueConstraint("tenant_id", name="uq_tenant_config_tenant_id"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "tenant_host",
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("canonical", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_tenant_host_tenant_id")
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_tenant_host")),
    )
    op.create_index(op.f("ix_tenant_host_tenant_id"), "tenant_host", ["tenant_id"], unique=False)
    op.create_table(
        "tenant_plugin",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('available', 'on', 'suspended', 'off')", name=op.f("ck_tenant_plugin_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_tenant_plugin_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_plugin")),
        sa.UniqueConstraint("tenant_id", "plugin", name="uq_tenant_plugin_plugin"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "audit_seal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "audit_id"],
            ["audit_event.tenant_id", "audit_event.id"],
            name="fk_audit_seal_audit_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_audit_seal_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("tenant_id", "audit_id", name="uq_audit_seal_audit_id"),
        sa.UniqueConstraint("tenant_id", "number", name="uq_audit_seal_number"),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index("ix_audit_seal_audit_id", "audit_seal", ["tenant_id", "audit_id"], unique=False)
    op.create_table(
        "programme_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_programme_version_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_programme_version_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "number", name="uq_programme_version_number"
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_programme_version_programme_id",
        "programme_version",
        ["tenant_id", "programme_id"],
        unique=False,
    )
    op.create_table(
        "unit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partner.tenant_id", "partner.id"],
            name="fk_unit_partner_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_unit_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_unit")),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_unit_slug"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_unit_partner_id", "unit", ["tenant_id", "partner_id"], unique=False)
    op.create_table(
        "cycle",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("apply_from", sa.Date(), nullable=True),
        sa.Column("apply_until", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("targets", postgresql.JSONB(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'open', 'running', 'closed')", name=op.f("ck_cycle_state")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cycle_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_cycle_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["programme_version.tenant_id", "programme_version.id"],
            name="fk_cycle_version_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_cycle_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_cycle_slug"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_cycle_programme_id", "cycle", ["tenant_id", "programme_id"], unique=False)
    op.create_index("ix_cycle_version_id", "cycle", ["tenant_id", "version_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_folded", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_person_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_person_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_person_email", "person", ["tenant_id", "email_folded"], unique=False)
    op.create_index("ix_person_sort_key", "person", ["tenant_id", "sort_key", "id"], unique=False)
    op.create_index("ix_person_unit_id", "person", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "access_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_access_entry_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_access_entry_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_entry")),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index("ix_access_entry_at", "access_entry", ["tenant_id", "at"], unique=False)
    op.create_index(
        "ix_access_entry_person_id", "access_entry", ["tenant_id", "person_id"], unique=False
    )
    op.create_table(
        "access_link",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("max_uses", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_access_link_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_access_link_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_link")),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_access_link_token_hash"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_access_link_person_id", "access_link", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_access_link_subject",
        "access_link",
        ["tenant_id", "purpose", "subject_id"],
        unique=False,
    )
    op.create_table(
        "account",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('invited', 'active', 'closed')", name=op.f("ck_account_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_account_person_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_account_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account")),
        sa.UniqueConstraint("tenant_id", "email_folded", name="uq_account_email"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_account_person_id", "account", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "cycle_partner",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_cycle_partner_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partner.tenant_id", "partner.id"],
            name="fk_cycle_partner_partner_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_cycle_partner_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cycle_partner")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_cycle_partner_cycle_id", "cycle_partner", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_cycle_partner_partner_id", "cycle_partner", ["tenant_id", "partner_id"], unique=False
    )
    op.create_table(
        "enrolment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("model_state", sa.String(length=40), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('candidate', 'active', 'ended', 'refused')", name=op.f("ck_enrolment_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_enrolment_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_enrolment_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_enrolment_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_enrolment_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "tenant_id", "cycle_id", "person_id", "role", name="uq_enrolment_person_role"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_enrolment_cycle_id", "enrolment", ["tenant_id", "cycle_id"], unique=False)
    op.create_index(
        "ix_enrolment_cycle_state",
        "enrolment",
        ["tenant_id", "cycle_id", "role", "state"],
        unique=False,
    )
    op.create_index("ix_enrolment_person_id", "enrolment", ["tenant_id", "person_id"], unique=False)
    op.create_index("ix_enrolment_unit_id", "enrolment", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "enrolment_group",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.CheckConstraint("state IN ('active', 'ended')", name=op.f("ck_enrolment_group_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_enrolment_group_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "parent_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_enrolment_group_parent_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_enrolment_group_unit_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_enrolment_group_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enrolment_group")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_enrolment_group_cycle_id", "enrolment_group", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_enrolment_group_parent_id", "enrolment_group", ["tenant_id", "parent_id"], unique=False
    )
    op.create_index(
        "ix_enrolment_group_unit_id", "enrolment_group", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "mail",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'sent', 'failed')", name=op.f("ck_mail_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_mail_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_mail_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_mail_person_id", "mail", ["tenant_id", "person_id"], unique=False)
    op.create_index("ix_mail_state", "mail", ["tenant_id", "state", "due_at"], unique=False)
    op.create_table(
        "phase",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_from", sa.Date(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=False),
        sa.Column("actual_from", sa.Date(), nullable=True),
        sa.Column("actual_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_phase_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_phase_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_phase")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_phase_cycle_id", "phase", ["tenant_id", "cycle_id"], unique=False)
    op.create_table(
        "account_role",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_account_role_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_account_role_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_account_role_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_role")),
        sa.UniqueConstraint(
            "tenant_id",
            "account_id",
            "role",
            "unit_id",
            name="uq_account_role_role",
            postgresql_nulls_not_distinct=True,
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_account_role_account_id", "account_role", ["tenant_id", "account_id"], unique=False
    )
    op.create_index(
        "ix_account_role_unit_id", "account_role", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "account_session",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_account_session_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_account_session_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_account_session_token_hash"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_account_session_account_id",
        "account_session",
        ["tenant_id", "account_id"],
        unique=False,
    )
    op.create_table(
        "consent",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("text_version", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("decision IN ('given', 'withdrawn')", name=op.f("ck_consent_decision")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_consent_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_consent_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_consent_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consent")),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index("ix_consent_person_id", "consent", ["tenant_id", "person_id"], unique=False)
    op.create_index(
        "ix_consent_purpose",
        "consent",
        ["tenant_id", "person_id", "purpose", "decided_at"],
        unique=False,
    )
    op.create_index("ix_consent_recorded_by", "consent", ["tenant_id", "recorded_by"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=True),
        sa.Column("local_start", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'held', 'cancelled')", name=op.f("ck_meeting_state")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_meeting_minutes")),
        sa.CheckConstraint(
            "num_nonnulls(group_id, cycle_id, programme_id) <= 1", name=op.f("ck_meeting_one_host")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_meeting_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_meeting_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_meeting_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_meeting_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_meeting_cycle_id", "meeting", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_meeting_group_id", "meeting", ["tenant_id", "group_id"], unique=False)
    op.create_index(
        "ix_meeting_programme_id", "meeting", ["tenant_id", "programme_id"], unique=False
    )
    op.create_index("ix_meeting_start", "meeting", ["tenant_id", "local_start"], unique=False)
    op.create_table(
        "membership",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_membership_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_membership_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_membership_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "tenant_id", "group_id", "enrolment_id", name="uq_membership_enrolment"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_membership_enrolment_id", "membership", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index("ix_membership_group_id", "membership", ["tenant_id", "group_id"], unique=False)
    op.create_index(
        "uq_membership_exclusive",
        "membership",
        ["tenant_id", "enrolment_id"],
        unique=True,
        postgresql_where="exclusive AND left_on IS NULL",
    )
    op.create_table(
        "outcome",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("moment", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("own_field", sa.Boolean(), nullable=True),
        sa.Column("hours_per_week", sa.Integer(), nullable=True),
        sa.Column("contract", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "moment IN ('entry', 'exit', 'months_6', 'months_12')", name=op.f("ck_outcome_moment")
        ),
        sa.CheckConstraint(
            "state IN ('recorded', 'verified', 'withdrawn')", name=op.f("ck_outcome_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_outcome_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_outcome_recorded_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "verified_by"],
            ["account.tenant_id", "account.id"],
            name="fk_outcome_verified_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_outcome_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outcome")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_outcome_enrolment_id", "outcome", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index("ix_outcome_recorded_by", "outcome", ["tenant_id", "recorded_by"], unique=False)
    op.create_index("ix_outcome_verified_by", "outcome", ["tenant_id", "verified_by"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("size BETWEEN 0 AND 10485760", name=op.f("ck_stored_file_size")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["account.tenant_id", "account.id"],
            name="fk_stored_file_created_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_stored_file_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stored_file")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_stored_file_created_by", "stored_file", ["tenant_id", "created_by"], unique=False
    )
    op.create_table(
        "attendance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('present', 'absent', 'excused')", name=op.f("ck_attendance_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_attendance_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_attendance_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_attendance_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "tenant_id", "meeting_id", "enrolment_id", name="uq_attendance_enrolment"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_attendance_enrolment_id", "attendance", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_attendance_meeting_id", "attendance", ["tenant_id", "meeting_id"], unique=False
    )
    op.create_table(
        "match_proposal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
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
            name=op.f("ck_match_proposal_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_match_proposal_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_match_proposal_unit_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_match_proposal_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_proposal")),
        sa.UniqueConstraint("tenant_id", "cycle_id", "number", name="uq_match_proposal_number"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_match_proposal_cycle_id",
        "match_proposal",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    op.create_index(
        "ix_match_proposal_unit_id",
        "match_proposal",
        ["tenant_id", "unit_id"],
        unique=False,
    )
    op.create_index(
        "uq_match_proposal_open",
        "match_proposal",
        ["tenant_id", "cycle_id", "unit_id"],
        unique=True,
        postgresql_where="state IN ('working', 'draft')",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "match_suggestion",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
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
            name=op.f("ck_match_suggestion_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_match_suggestion_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_suggestion_mentee_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_suggestion_mentor_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "proposal_id"],
            ["match_proposal.tenant_id", "match_proposal.id"],
            name="fk_match_suggestion_proposal_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_match_suggestion_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_match_suggestion_unit_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_suggestion")),
        sa.UniqueConstraint(
            "tenant_id", "proposal_id", "mentee_id", "mentor_id", name="uq_match_suggestion_pair"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_match_suggestion_group_id",
        "match_suggestion",
        ["tenant_id", "group_id"],
        unique=False,
    )
    op.create_index(
        "ix_match_suggestion_mentee_id",
        "match_suggestion",
        ["tenant_id", "mentee_id"],
        unique=False,
    )
    op.create_index(
        "ix_match_suggestion_mentor_id",
        "match_suggestion",
        ["tenant_id", "mentor_id"],
        unique=False,
    )
    op.create_index(
        "ix_match_suggestion_proposal_id",
        "match_suggestion",
        ["tenant_id", "proposal_id"],
        unique=False,
    )
    op.create_index(
        "ix_match_suggestion_unit_id", "match_suggestion", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "match_wish",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('pin', 'forbid')", name=op.f("ck_match_wish_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_match_wish_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentee_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_wish_mentee_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mentor_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_match_wish_mentor_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_match_wish_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_match_wish")),
        sa.UniqueConstraint("tenant_id", "mentee_id", "mentor_id", name="uq_match_wish_pair"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_match_wish_cycle_id", "match_wish", ["tenant_id", "cycle_id"], unique=False)
    op.create_index(
        "ix_match_wish_mentee_id", "match_wish", ["tenant_id", "mentee_id"], unique=False
    )
    op.create_index(
        "ix_match_wish_mentor_id", "match_wish", ["tenant_id", "mentor_id"], unique=False
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
    for table in ["tenant", "tenant_host"]:
        for statement in shared(table):
            op.execute(statement)
