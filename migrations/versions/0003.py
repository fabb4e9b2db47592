"""Forms, writing to people, privacy and the second factor."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.db.policy import wall

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "import_mapping": "SELECT, INSERT, UPDATE, DELETE",
    "own_question": "SELECT, INSERT, UPDATE, DELETE",
    "mail_stop": "SELECT, INSERT, UPDATE, DELETE",
    "material": "SELECT, INSERT, UPDATE, DELETE",
    "erasure": "SELECT, INSERT, DELETE",
    "inquiry": "SELECT, INSERT, UPDATE, DELETE",
    "message": "SELECT, INSERT, UPDATE, DELETE",
    "message_template": "SELECT, INSERT, UPDATE, DELETE",
    "person_apart": "SELECT, INSERT, UPDATE, DELETE",
    "privacy_request": "SELECT, INSERT, UPDATE, DELETE",
    "recovery_code": "SELECT, INSERT, UPDATE, DELETE",
    "remembered_device": "SELECT, INSERT, UPDATE, DELETE",
    "retention_hold": "SELECT, INSERT, UPDATE, DELETE",
    "second_factor": "SELECT, INSERT, UPDATE, DELETE",
    "application_draft": "SELECT, INSERT, UPDATE, DELETE",
    "import_run": "SELECT, INSERT, UPDATE, DELETE",
    "material_read": "SELECT, INSERT, UPDATE, DELETE",
    "material_version": "SELECT, INSERT, DELETE",
    "message_copy": "SELECT, INSERT, UPDATE, DELETE",
    "note": "SELECT, INSERT, UPDATE, DELETE",
    "import_row": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "import_mapping",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("headings_key", sa.String(length=64), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_import_mapping_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "tenant_id", "model", "role", "headings_key", name="uq_import_mapping_headings"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_table(
        "own_question",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("labels", postgresql.JSONB(), nullable=False),
        sa.Column("helps", postgresql.JSONB(), nullable=False),
        sa.Column("purposes", postgresql.JSONB(), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("sensitivity", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('line', 'text', 'yes_no', 'one', 'many', 'number', 'date')",
            name=op.f("ck_own_question_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_own_question_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_own_question_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_own_question")),
        sa.UniqueConstraint("tenant_id", "programme_id", "name", name="uq_own_question_name"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_own_question_programme_id", "own_question", ["tenant_id", "programme_id"], unique=False
    )
    op.create_table(
        "mail_stop",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_mail_stop_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_mail_stop_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail_stop")),
        sa.UniqueConstraint("tenant_id", "person_id", name="uq_mail_stop_person"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_mail_stop_person_id", "mail_stop", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "material",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("phase", sa.String(length=60), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("blocks", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_material_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_material_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_material_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material")),
        sa.UniqueConstraint("tenant_id", "programme_id", "slug", name="uq_material_slug"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_material_cycle_id", "material", ["tenant_id", "cycle_id"], unique=False)
    op.create_index(
        "ix_material_programme_id", "material", ["tenant_id", "programme_id"], unique=False
    )
    op.create_table(
        "erasure",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.String(length=20), nullable=False),
        sa.Column("kept", postgresql.JSONB(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "erased_by"],
            ["account.tenant_id", "account.id"],
            name="fk_erasure_erased_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_erasure_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_erasure")),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index("ix_erasure_erased_by", "erasure", ["tenant_id", "erased_by"], unique=False)
    op.create_index("ix_erasure_person", "erasure", ["tenant_id", "person_id"], unique=False)
    op.create_table(
        "inquiry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('question', 'accessibility', 'privacy')", name=op.f("ck_inquiry_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'closed')", name=op.f("ck_inquiry_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "answered_by"],
            ["account.tenant_id", "account.id"],
            name="fk_inquiry_answered_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_inquiry_cycle_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_inquiry_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inquiry")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_inquiry_answered_by", "inquiry", ["tenant_id", "answered_by"], unique=False)
    op.create_index("ix_inquiry_cycle_id", "inquiry", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_inquiry_state", "inquiry", ["tenant_id", "state", "asked_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("subjects", postgresql.JSONB(), nullable=False),
        sa.Column("bodies", postgresql.JSONB(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("shown_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sending', 'sent', 'stopped')", name=op.f("ck_message_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["account.tenant_id", "account.id"],
            name="fk_message_created_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_message_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_message_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_message_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_message")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_message_created", "message", ["tenant_id", "created_at"], unique=False)
    op.create_index("ix_message_created_by", "message", ["tenant_id", "created_by"], unique=False)
    op.create_index("ix_message_cycle_id", "message", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_message_unit_id", "message", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "message_template",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("names", postgresql.JSONB(), nullable=False),
        sa.Column("subjects", postgresql.JSONB(), nullable=False),
        sa.Column("bodies", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "changed_by"],
            ["account.tenant_id", "account.id"],
            name="fk_message_template_changed_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_message_template_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_message_template")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_message_template_changed_by",
        "message_template",
        ["tenant_id", "changed_by"],
        unique=False,
    )
    op.create_table(
        "person_apart",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("person_id < other_id", name=op.f("ck_person_apart_order")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "decided_by"],
            ["account.tenant_id", "account.id"],
            name="fk_person_apart_decided_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "other_id"],
            ["person.tenant_id", "person.id"],
            name="fk_person_apart_other_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_person_apart_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_person_apart_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person_apart")),
        sa.UniqueConstraint("tenant_id", "person_id", "other_id", name="uq_person_apart_other"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_person_apart_decided_by", "person_apart", ["tenant_id", "decided_by"], unique=False
    )
    op.create_index(
        "ix_person_apart_other_id", "person_apart", ["tenant_id", "other_id"], unique=False
    )
    op.create_index(
        "ix_person_apart_person_id", "person_apart", ["tenant_id", "person_id"], unique=False
    )
    op.create_table(
        "privacy_request",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(length=40), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("because", sa.String(length=1000), nullable=True),
        sa.CheckConstraint(
            "kind IN ('access', 'erasure', 'correction', 'restriction', 'objection')",
            name=op.f("ck_privacy_request_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'refused', 'taken_back')",
            name=op.f("ck_privacy_request_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "answered_by"],
            ["account.tenant_id", "account.id"],
            name="fk_privacy_request_answered_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_privacy_request_person_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_privacy_request_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_privacy_request")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_privacy_request_answered_by",
        "privacy_request",
        ["tenant_id", "answered_by"],
        unique=False,
    )
    op.create_index(
        "ix_privacy_request_person_id", "privacy_request", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_privacy_request_state",
        "privacy_request",
        ["tenant_id", "state", "due_on"],
        unique=False,
    )
    op.create_table(
        "recovery_code",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_recovery_code_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_recovery_code_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("tenant_id", "account_id", "code_hash", name="uq_recovery_code_hash"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_recovery_code_account_id", "recovery_code", ["tenant_id", "account_id"], unique=False
    )
    op.create_table(
        "remembered_device",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_remembered_device_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_remembered_device_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_remembered_device")),
        sa.UniqueConstraint("tenant_id", "token_hash", name="uq_remembered_device_token_hash"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_remembered_device_account_id",
        "remembered_device",
        ["tenant_id", "account_id"],
        unique=False,
    )
    op.create_table(
        "retention_hold",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("because", sa.String(length=1000), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lifted_by"],
            ["account.tenant_id", "account.id"],
            name="fk_retention_hold_lifted_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_retention_hold_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "set_by"],
            ["account.tenant_id", "account.id"],
            name="fk_retention_hold_set_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_retention_hold_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_retention_hold")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_retention_hold_lifted_by", "retention_hold", ["tenant_id", "lifted_by"], unique=False
    )
    op.create_index(
        "ix_retention_hold_person", "retention_hold", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_retention_hold_person_id", "retention_hold", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_retention_hold_set_by", "retention_hold", ["tenant_id", "set_by"], unique=False
    )
    op.create_table(
        "second_factor",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(length=400), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name="fk_second_factor_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_second_factor_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("tenant_id", "account_id", name="uq_second_factor_account"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_second_factor_account_id", "second_factor", ["tenant_id", "account_id"], unique=False
    )
    op.create_table(
        "application_draft",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=True),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("typed", postgresql.JSONB(), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_application_draft_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_application_draft_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "invitation_id"],
            ["access_link.tenant_id", "access_link.id"],
            name="fk_application_draft_invitation_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["unit.tenant_id", "unit.id"],
            name="fk_application_draft_unit_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_application_draft_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_application_draft")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_application_draft_changed",
        "application_draft",
        ["tenant_id", "changed_at"],
        unique=False,
    )
    op.create_index(
        "ix_application_draft_cycle_id",
        "application_draft",
        ["tenant_id", "cycle_id"],
        unique=False,
    )
    op.create_index(
        "ix_application_draft_enrolment_id",
        "application_draft",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_application_draft_invitation_id",
        "application_draft",
        ["tenant_id", "invitation_id"],
        unique=False,
    )
    op.create_index(
        "ix_application_draft_unit_id", "application_draft", ["tenant_id", "unit_id"], unique=False
    )
    op.create_table(
        "import_run",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("headings", postgresql.JSONB(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('reading', 'mapping', 'checking', 'checked', 'adding', 'done', 'discarded', 'failed')",
            name=op.f("ck_import_run_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["account.tenant_id", "account.id"],
            name="fk_import_run_created_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_import_run_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name="fk_import_run_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "job_id"],
            ["job_run.tenant_id", "job_run.id"],
            name="fk_import_run_job_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_import_run_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_import_run_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_run")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_import_run_created_by", "import_run", ["tenant_id", "created_by"], unique=False
    )
    op.create_index(
        "ix_import_run_cycle", "import_run", ["tenant_id", "cycle_id", "created_at"], unique=False
    )
    op.create_index("ix_import_run_cycle_id", "import_run", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_import_run_file_id", "import_run", ["tenant_id", "file_id"], unique=False)
    op.create_index("ix_import_run_job_id", "import_run", ["tenant_id", "job_id"], unique=False)
    op.create_index("ix_import_run_unit_id", "import_run", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "material_read",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_material_read_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["material.tenant_id", "material.id"],
            name="fk_material_read_material_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_material_read_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_material_read_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material_read")),
        sa.UniqueConstraint(
            "tenant_id", "material_id", "enrolment_id", name="uq_material_read_enrolment"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_material_read_enrolment_id",
        "material_read",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_material_read_material_id", "material_read", ["tenant_id", "material_id"], unique=False
    )
    op.create_index(
        "ix_material_read_recorded_by", "material_read", ["tenant_id", "recorded_by"], unique=False
    )
    op.create_table(
        "material_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("material_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('text', 'link', 'file')", name=op.f("ck_material_version_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name="fk_material_version_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "made_by"],
            ["account.tenant_id", "account.id"],
            name="fk_material_version_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["material.tenant_id", "material.id"],
            name="fk_material_version_material_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_material_version_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material_version")),
        sa.UniqueConstraint(
            "tenant_id", "material_id", "language", "number", name="uq_material_version_number"
        ),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index(
        "ix_material_version_file_id", "material_version", ["tenant_id", "file_id"], unique=False
    )
    op.create_index(
        "ix_material_version_made_by", "material_version", ["tenant_id", "made_by"], unique=False
    )
    op.create_index(
        "ix_material_version_material_id",
        "material_version",
        ["tenant_id", "material_id"],
        unique=False,
    )
    op.create_table(
        "message_copy",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'queued', 'no_address', 'opted_out')",
            name=op.f("ck_message_copy_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_message_copy_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mail_id"], ["mail.tenant_id", "mail.id"], name="fk_message_copy_mail_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "message_id"],
            ["message.tenant_id", "message.id"],
            name="fk_message_copy_message_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_message_copy_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_message_copy_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_message_copy")),
        sa.UniqueConstraint("tenant_id", "message_id", "person_id", name="uq_message_copy_person"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_message_copy_enrolment_id", "message_copy", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_message_copy_mail_id", "message_copy", ["tenant_id", "mail_id"], unique=False
    )
    op.create_index(
        "ix_message_copy_message_id", "message_copy", ["tenant_id", "message_id"], unique=False
    )
    op.create_index(
        "ix_message_copy_person", "message_copy", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_message_copy_person_id", "message_copy", ["tenant_id", "person_id"], unique=False
    )
    op.create_index(
        "ix_message_copy_waiting",
        "message_copy",
        ["tenant_id", "message_id", "state"],
        unique=False,
    )
    op.create_table(
        "note",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('interview', 'support', 'agreed', 'safety', 'other')",
            name=op.f("ck_note_purpose"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(person_id, group_id) = 1", name=op.f("ck_note_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_note_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_note_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_note_person_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_note_unit_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "written_by"],
            ["account.tenant_id", "account.id"],
            name="fk_note_written_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_note_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_note")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_note_due", "note", ["tenant_id", "keep_until"], unique=False)
    op.create_index("ix_note_enrolment_id", "note", ["tenant_id", "enrolment_id"], unique=False)
    op.create_index("ix_note_group", "note", ["tenant_id", "group_id", "noted_on"], unique=False)
    op.create_index("ix_note_group_id", "note", ["tenant_id", "group_id"], unique=False)
    op.create_index("ix_note_person", "note", ["tenant_id", "person_id", "noted_on"], unique=False)
    op.create_index("ix_note_person_id", "note", ["tenant_id", "person_id"], unique=False)
    op.create_index("ix_note_unit_id", "note", ["tenant_id", "unit_id"], unique=False)
    op.create_index("ix_note_written_by", "note", ["tenant_id", "written_by"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raw", postgresql.JSONB(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("problems", postgresql.JSONB(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('same', 'other', 'skip')", name=op.f("ck_import_row_decision")
        ),
        sa.CheckConstraint(
            "verdict IN ('unread', 'new', 'there', 'alike', 'broken')",
            name=op.f("ck_import_row_verdict"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_import_row_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"],
            ["person.tenant_id", "person.id"],
            name="fk_import_row_person_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["import_run.tenant_id", "import_run.id"],
            name="fk_import_row_run_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_import_row_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("tenant_id", "run_id", "number", name="uq_import_row_number"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_import_row_enrolment_id", "import_row", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_import_row_person_id", "import_row", ["tenant_id", "person_id"], unique=False
    )
    op.create_index("ix_import_row_run_id", "import_row", ["tenant_id", "run_id"], unique=False)
    op.create_index(
        "ix_import_row_verdict",
        "import_row",
        ["tenant_id", "run_id", "verdict", "number"],
        unique=False,
    )
    op.add_column(
        "account_session", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "account_session",
        sa.Column("passed_second", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column("account_session", sa.Column("agent", sa.String(length=200), nullable=True))
    op.add_column(
        "cycle", sa.Column("page", postgresql.JSONB(), server_default="{}", nullable=False)
    )
    op.add_column(
        "cycle", sa.Column("is_sample", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("enrolment", sa.Column("responsible_id", sa.Uuid(), nullable=True))
    op.add_column("enrolment", sa.Column("entered_by", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_enrolment_entered_by", "enrolment", ["tenant_id", "entered_by"], unique=False
    )
    op.create_index(
        "ix_enrolment_responsible_id", "enrolment", ["tenant_id", "responsible_id"], unique=False
    )
    op.create_foreign_key(
        "fk_enrolment_responsible_id",
        "enrolment",
        "account",
        ["tenant_id", "responsible_id"],
        ["tenant_id", "id"],
    )
    op.create_foreign_key(
        "fk_enrolment_entered_by",
        "enrolment",
        "account",
        ["tenant_id", "entered_by"],
        ["tenant_id", "id"],
    )
    op.add_column("enrolment_group", sa.Column("responsible_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_enrolment_group_responsible_id",
        "enrolment_group",
        ["tenant_id", "responsible_id"],
        unique=False,
    )
    op.create_foreign_key(
        "fk_enrolment_group_responsible_id",
        "enrolment_group",
        "account",
        ["tenant_id", "responsible_id"],
        ["tenant_id", "id"],
    )
    op.add_column("mail", sa.Column("stop_link", sa.String(length=300), nullable=True))
    op.add_column("meeting", sa.Column("recorded_by", sa.Uuid(), nullable=True))
    op.add_column(
        "meeting", sa.Column("on_behalf", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_index("ix_meeting_recorded_by", "meeting", ["tenant_id", "recorded_by"], unique=False)
    op.create_foreign_key(
        "fk_meeting_recorded_by",
        "meeting",
        "account",
        ["tenant_id", "recorded_by"],
        ["tenant_id", "id"],
    )
    op.add_column(
        "outcome", sa.Column("on_behalf", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "person", sa.Column("is_sample", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("person", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
