"""The pair’s life, surveys, outcomes, reports"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from punos.db.policy import wall

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Each tenant's table, and what the serving role may do with it.
WALLED = {
    "staffing": "SELECT, INSERT, UPDATE, DELETE",
    "adjustment": "SELECT, INSERT, UPDATE, DELETE",
    "agreement_version": "SELECT, INSERT",
    "employer": "SELECT, INSERT, UPDATE, DELETE",
    "outcome_aggregate": "SELECT, INSERT, UPDATE, DELETE",
    "report": "SELECT, INSERT, UPDATE, DELETE",
    "survey": "SELECT, INSERT, UPDATE, DELETE",
    "survey_template": "SELECT, INSERT, UPDATE, DELETE",
    "advice": "SELECT, INSERT, UPDATE, DELETE",
    "agreement_acceptance": "SELECT, INSERT, DELETE",
    "certificate": "SELECT, INSERT, UPDATE, DELETE",
    "directory_entry": "SELECT, INSERT, UPDATE, DELETE",
    "employer_contact": "SELECT, INSERT, UPDATE, DELETE",
    "employer_visit": "SELECT, INSERT, UPDATE, DELETE",
    "fit_check": "SELECT, INSERT, UPDATE, DELETE",
    "follow_up_interview": "SELECT, INSERT, UPDATE, DELETE",
    "group_goal": "SELECT, INSERT, UPDATE, DELETE",
    "group_pause": "SELECT, INSERT, UPDATE, DELETE",
    "quote": "SELECT, INSERT, UPDATE, DELETE",
    "reminder": "SELECT, INSERT, UPDATE, DELETE",
    "report_file": "SELECT, INSERT, UPDATE, DELETE",
    "survey_answer": "SELECT, INSERT, UPDATE, DELETE",
    "survey_ask": "SELECT, INSERT, UPDATE, DELETE",
    "meeting_minutes": "SELECT, INSERT, UPDATE, DELETE",
    "training": "SELECT, INSERT, UPDATE, DELETE",
    "training_cycle": "SELECT, INSERT, UPDATE, DELETE",
    "training_place": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    op.create_table(
        "staffing",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("full_time", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("full_time > 0", name=op.f("ck_staffing_full_time")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_staffing_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_staffing_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_staffing_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staffing")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_staffing_programme_id", "staffing", ["tenant_id", "programme_id"], unique=False
    )
    op.create_table(
        "adjustment",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "source IN ('survey', 'interview', 'meeting', 'other')",
            name=op.f("ck_adjustment_source"),
        ),
        sa.CheckConstraint(
            "(changed IS NULL) = (changed_on IS NULL)", name=op.f("ck_adjustment_changed")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_adjustment_cycle_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_adjustment_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_adjustment_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_adjustment_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_adjustment")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_adjustment_cycle_id", "adjustment", ["tenant_id", "cycle_id"], unique=False)
    op.create_index(
        "ix_adjustment_programme_id", "adjustment", ["tenant_id", "programme_id"], unique=False
    )
    op.create_index(
        "ix_adjustment_recorded_by", "adjustment", ["tenant_id", "recorded_by"], unique=False
    )
    op.create_table(
        "agreement_version",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('guidelines', 'agreement')", name=op.f("ck_agreement_version_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_agreement_version_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "published_by"],
            ["account.tenant_id", "account.id"],
            name="fk_agreement_version_published_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_agreement_version_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_version")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "kind", "number", name="uq_agreement_version_number"
        ),
        info={"web": "SELECT, INSERT"},
    )
    op.create_index(
        "ix_agreement_version_programme_id",
        "agreement_version",
        ["tenant_id", "programme_id"],
        unique=False,
    )
    op.create_index(
        "ix_agreement_version_published_by",
        "agreement_version",
        ["tenant_id", "published_by"],
        unique=False,
    )
    op.create_table(
        "employer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=800), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("profession", sa.String(length=8), nullable=True),
        sa.Column("website", sa.String(length=2000), nullable=True),
        sa.Column("offers", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "added_by"],
            ["account.tenant_id", "account.id"],
            name="fk_employer_added_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_employer_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_employer_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_employer")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_employer_added_by", "employer", ["tenant_id", "added_by"], unique=False)
    op.create_index("ix_employer_sort", "employer", ["tenant_id", "sort_key"], unique=False)
    op.create_index("ix_employer_unit_id", "employer", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "outcome_aggregate",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("of_people", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "basis IN ('collected', 'sample', 'estimate')", name=op.f("ck_outcome_aggregate_basis")
        ),
        sa.CheckConstraint(
            "people >= 0 AND of_people >= people", name=op.f("ck_outcome_aggregate_people")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_outcome_aggregate_programme_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_outcome_aggregate_recorded_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_outcome_aggregate_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outcome_aggregate")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "year", "measure", name="uq_outcome_aggregate_measure"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_outcome_aggregate_programme_id",
        "outcome_aggregate",
        ["tenant_id", "programme_id"],
        unique=False,
    )
    op.create_index(
        "ix_outcome_aggregate_recorded_by",
        "outcome_aggregate",
        ["tenant_id", "recorded_by"],
        unique=False,
    )
    op.create_table(
        "report",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.Column("latest", postgresql.JSONB(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('city', 'stea')", name=op.f("ck_report_audience")),
        sa.CheckConstraint("state IN ('draft', 'finished')", name=op.f("ck_report_state")),
        sa.CheckConstraint(
            "(cycle_id IS NULL) <> (year IS NULL)", name=op.f("ck_report_cycle_or_year")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "created_by"],
            ["account.tenant_id", "account.id"],
            name="fk_report_created_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"], ["cycle.tenant_id", "cycle.id"], name="fk_report_cycle_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_report_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_report_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_report_created_by", "report", ["tenant_id", "created_by"], unique=False)
    op.create_index("ix_report_cycle_id", "report", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_report_programme_id", "report", ["tenant_id", "programme_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("intros", postgresql.JSONB(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_survey_state")),
        sa.CheckConstraint(
            "wave IN ('start', 'midterm', 'end', 'months_6', 'months_12')",
            name=op.f("ck_survey_wave"),
        ),
        sa.CheckConstraint("closes_on >= opened_on", name=op.f("ck_survey_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_survey_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opened_by"],
            ["account.tenant_id", "account.id"],
            name="fk_survey_opened_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_survey_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_survey")),
        sa.UniqueConstraint("tenant_id", "cycle_id", "wave", "role", name="uq_survey_wave"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_survey_cycle_id", "survey", ["tenant_id", "cycle_id"], unique=False)
    op.create_index("ix_survey_opened_by", "survey", ["tenant_id", "opened_by"], unique=False)
    op.create_table(
        "survey_template",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("intros", postgresql.JSONB(), nullable=False),
        sa.Column("items", postgresql.JSONB(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "wave IN ('start', 'midterm', 'end', 'months_6', 'months_12')",
            name=op.f("ck_survey_template_wave"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "changed_by"],
            ["account.tenant_id", "account.id"],
            name="fk_survey_template_changed_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_survey_template_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_survey_template_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_survey_template")),
        sa.UniqueConstraint(
            "tenant_id", "programme_id", "wave", "role", name="uq_survey_template_wave"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_survey_template_changed_by",
        "survey_template",
        ["tenant_id", "changed_by"],
        unique=False,
    )
    op.create_index(
        "ix_survey_template_programme_id",
        "survey_template",
        ["tenant_id", "programme_id"],
        unique=False,
    )
    op.create_table(
        "advice",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("adviser", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 480", name=op.f("ck_advice_minutes")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_advice_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "partner_id"],
            ["partner.tenant_id", "partner.id"],
            name="fk_advice_partner_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_advice_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_advice_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_advice")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_advice_enrolment_id", "advice", ["tenant_id", "enrolment_id"], unique=False)
    op.create_index("ix_advice_partner_id", "advice", ["tenant_id", "partner_id"], unique=False)
    op.create_index("ix_advice_recorded_by", "advice", ["tenant_id", "recorded_by"], unique=False)
    op.create_table(
        "agreement_acceptance",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_agreement_acceptance_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"],
            ["agreement_version.tenant_id", "agreement_version.id"],
            name="fk_agreement_acceptance_version_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_agreement_acceptance_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agreement_acceptance")),
        sa.UniqueConstraint(
            "tenant_id", "enrolment_id", "version_id", name="uq_agreement_acceptance_version"
        ),
        info={"web": "SELECT, INSERT, DELETE"},
    )
    op.create_index(
        "ix_agreement_acceptance_enrolment_id",
        "agreement_acceptance",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_agreement_acceptance_version_id",
        "agreement_acceptance",
        ["tenant_id", "version_id"],
        unique=False,
    )
    op.create_table(
        "certificate",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_certificate_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name="fk_certificate_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "issued_by"],
            ["account.tenant_id", "account.id"],
            name="fk_certificate_issued_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_certificate_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "tenant_id", "enrolment_id", "language", name="uq_certificate_language"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_certificate_enrolment_id", "certificate", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index("ix_certificate_file_id", "certificate", ["tenant_id", "file_id"], unique=False)
    op.create_index(
        "ix_certificate_issued_by", "certificate", ["tenant_id", "issued_by"], unique=False
    )
    op.create_table(
        "directory_entry",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("shows", postgresql.JSONB(), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_directory_entry_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_directory_entry_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_directory_entry")),
        sa.UniqueConstraint("tenant_id", "enrolment_id", name="uq_directory_entry_enrolment"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_directory_entry_enrolment_id",
        "directory_entry",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_table(
        "employer_contact",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "employer_id"],
            ["employer.tenant_id", "employer.id"],
            name="fk_employer_contact_employer_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_employer_contact_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_employer_contact")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_employer_contact_employer_id",
        "employer_contact",
        ["tenant_id", "employer_id"],
        unique=False,
    )
    op.create_table(
        "employer_visit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("employer_id", sa.Uuid(), nullable=True),
        sa.Column("employer_name", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('shadowing', 'interview')", name=op.f("ck_employer_visit_kind")
        ),
        sa.CheckConstraint(
            "state <> 'held' OR visited_on IS NOT NULL", name=op.f("ck_employer_visit_held")
        ),
        sa.CheckConstraint(
            "state IN ('wished', 'planned', 'held', 'cancelled')",
            name=op.f("ck_employer_visit_state"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(employer_id, employer_name) <= 1",
            name=op.f("ck_employer_visit_one_employer"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "employer_id"],
            ["employer.tenant_id", "employer.id"],
            name="fk_employer_visit_employer_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_employer_visit_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_employer_visit_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_employer_visit_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_employer_visit_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_employer_visit")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_employer_visit_employer_id",
        "employer_visit",
        ["tenant_id", "employer_id"],
        unique=False,
    )
    op.create_index(
        "ix_employer_visit_enrolment_id",
        "employer_visit",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_employer_visit_group_id", "employer_visit", ["tenant_id", "group_id"], unique=False
    )
    op.create_index(
        "ix_employer_visit_recorded_by",
        "employer_visit",
        ["tenant_id", "recorded_by"],
        unique=False,
    )
    op.create_table(
        "fit_check",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("wants", sa.String(length=20), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("answer IN ('well', 'unsure', 'not')", name=op.f("ck_fit_check_answer")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_fit_check_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_fit_check_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seen_by"],
            ["account.tenant_id", "account.id"],
            name="fk_fit_check_seen_by",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["unit.tenant_id", "unit.id"], name="fk_fit_check_unit_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_fit_check_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_fit_check")),
        sa.UniqueConstraint("tenant_id", "group_id", "enrolment_id", name="uq_fit_check_enrolment"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_fit_check_enrolment_id", "fit_check", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index("ix_fit_check_group_id", "fit_check", ["tenant_id", "group_id"], unique=False)
    op.create_index("ix_fit_check_seen_by", "fit_check", ["tenant_id", "seen_by"], unique=False)
    op.create_index("ix_fit_check_unit_id", "fit_check", ["tenant_id", "unit_id"], unique=False)
    op.create_table(
        "follow_up_interview",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.String(length=20), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("host_id", sa.Uuid(), nullable=True),
        sa.Column("material_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "moment IN ('during', 'exit', 'months_6', 'months_12')",
            name=op.f("ck_follow_up_interview_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'held' OR held_on IS NOT NULL", name=op.f("ck_follow_up_interview_held")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'held', 'missed', 'cancelled')",
            name=op.f("ck_follow_up_interview_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_follow_up_interview_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "host_id"],
            ["account.tenant_id", "account.id"],
            name="fk_follow_up_interview_host_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["material.tenant_id", "material.id"],
            name="fk_follow_up_interview_material_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name="fk_follow_up_interview_tenant_id"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_follow_up_interview")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_follow_up_interview_enrolment_id",
        "follow_up_interview",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_follow_up_interview_host_id",
        "follow_up_interview",
        ["tenant_id", "host_id"],
        unique=False,
    )
    op.create_index(
        "ix_follow_up_interview_material_id",
        "follow_up_interview",
        ["tenant_id", "material_id"],
        unique=False,
    )
    op.create_table(
        "group_goal",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('programme', 'group')", name=op.f("ck_group_goal_source")),
        sa.CheckConstraint(
            "state IN ('open', 'reached', 'dropped')", name=op.f("ck_group_goal_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_group_goal_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "set_by"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_group_goal_set_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_group_goal_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_group_goal")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_group_goal_group_id", "group_goal", ["tenant_id", "group_id"], unique=False)
    op.create_index("ix_group_goal_set_by", "group_goal", ["tenant_id", "set_by"], unique=False)
    op.create_table(
        "group_pause",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_group_pause_dates")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"],
            ["enrolment_group.tenant_id", "enrolment_group.id"],
            name="fk_group_pause_group_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["account.tenant_id", "account.id"],
            name="fk_group_pause_recorded_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_group_pause_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_group_pause")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_group_pause_group_id", "group_pause", ["tenant_id", "group_id"], unique=False
    )
    op.create_index(
        "ix_group_pause_recorded_by", "group_pause", ["tenant_id", "recorded_by"], unique=False
    )
    op.create_index(
        "uq_group_pause_open",
        "group_pause",
        ["tenant_id", "group_id"],
        unique=True,
        postgresql_where="ended_on IS NULL",
    )
    op.create_table(
        "quote",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("attribution", sa.String(length=20), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "attribution IN ('name', 'first_name', 'role', 'none')",
            name=op.f("ck_quote_attribution"),
        ),
        sa.CheckConstraint(
            "state <> 'released' OR attribution IS NOT NULL", name=op.f("ck_quote_released")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'released', 'kept', 'withdrawn')", name=op.f("ck_quote_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "asked_by"], ["account.tenant_id", "account.id"], name="fk_quote_asked_by"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_quote_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_quote_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quote")),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_quote_asked_by", "quote", ["tenant_id", "asked_by"], unique=False)
    op.create_index("ix_quote_enrolment_id", "quote", ["tenant_id", "enrolment_id"], unique=False)
    op.create_table(
        "reminder",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_reminder_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_reminder_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "tenant_id", "enrolment_id", "kind", "about", name="uq_reminder_enrolment_kind"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_reminder_enrolment_id", "reminder", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_table(
        "report_file",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('pdf', 'xlsx')", name=op.f("ck_report_file_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"],
            ["stored_file.tenant_id", "stored_file.id"],
            name="fk_report_file_file_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "report_id"],
            ["report.tenant_id", "report.id"],
            name="fk_report_file_report_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_report_file_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_file")),
        sa.UniqueConstraint(
            "tenant_id", "report_id", "kind", "number", name="uq_report_file_number"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_report_file_file_id", "report_file", ["tenant_id", "file_id"], unique=False)
    op.create_index(
        "ix_report_file_report_id", "report_file", ["tenant_id", "report_id"], unique=False
    )
    op.create_table(
        "survey_answer",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("stub", sa.String(length=64), nullable=True),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(enrolment_id, stub) <= 1", name=op.f("ck_survey_answer_named_or_not")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_survey_answer_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "survey_id"],
            ["survey.tenant_id", "survey.id"],
            name="fk_survey_answer_survey_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_survey_answer_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint(
            "tenant_id", "survey_id", "enrolment_id", name="uq_survey_answer_enrolment"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_survey_answer_enrolment_id",
        "survey_answer",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_survey_answer_survey_id", "survey_answer", ["tenant_id", "survey_id"], unique=False
    )
    op.create_index(
        "uq_survey_answer_stub",
        "survey_answer",
        ["tenant_id", "survey_id", "stub"],
        unique=True,
        postgresql_where="stub IS NOT NULL",
    )
    op.create_table(
        "survey_ask",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_survey_ask_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "survey_id"],
            ["survey.tenant_id", "survey.id"],
            name="fk_survey_ask_survey_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_survey_ask_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_survey_ask")),
        sa.UniqueConstraint(
            "tenant_id", "survey_id", "enrolment_id", name="uq_survey_ask_enrolment"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_survey_ask_enrolment_id", "survey_ask", ["tenant_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_survey_ask_survey_id", "survey_ask", ["tenant_id", "survey_id"], unique=False
    )
    op.create_table(
        "meeting_minutes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_meeting_minutes_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "written_by"],
            ["account.tenant_id", "account.id"],
            name="fk_meeting_minutes_written_by",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_meeting_minutes_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_minutes")),
        sa.UniqueConstraint("tenant_id", "meeting_id", name="uq_meeting_minutes_meeting"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_meeting_minutes_meeting_id",
        "meeting_minutes",
        ["tenant_id", "meeting_id"],
        unique=False,
    )
    op.create_index(
        "ix_meeting_minutes_written_by",
        "meeting_minutes",
        ["tenant_id", "written_by"],
        unique=False,
    )
    op.create_table(
        "training",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("titles", postgresql.JSONB(), nullable=False),
        sa.Column("abouts", postgresql.JSONB(), nullable=False),
        sa.Column("roles", postgresql.JSONB(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("sign_up_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seats > 0", name=op.f("ck_training_seats")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["meeting.tenant_id", "meeting.id"],
            name="fk_training_meeting_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "programme_id"],
            ["programme.tenant_id", "programme.id"],
            name="fk_training_programme_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_training_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_training")),
        sa.UniqueConstraint("tenant_id", "meeting_id", name="uq_training_meeting"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index("ix_training_meeting_id", "training", ["tenant_id", "meeting_id"], unique=False)
    op.create_index(
        "ix_training_programme_id", "training", ["tenant_id", "programme_id"], unique=False
    )
    op.create_table(
        "training_cycle",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "cycle_id"],
            ["cycle.tenant_id", "cycle.id"],
            name="fk_training_cycle_cycle_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "training_id"],
            ["training.tenant_id", "training.id"],
            name="fk_training_cycle_training_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_training_cycle_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_training_cycle")),
        sa.UniqueConstraint("tenant_id", "training_id", "cycle_id", name="uq_training_cycle_one"),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_training_cycle_cycle_id", "training_cycle", ["tenant_id", "cycle_id"], unique=False
    )
    op.create_index(
        "ix_training_cycle_training_id",
        "training_cycle",
        ["tenant_id", "training_id"],
        unique=False,
    )
    op.create_table(
        "training_place",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('signed', 'waiting', 'cancelled')", name=op.f("ck_training_place_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "enrolment_id"],
            ["enrolment.tenant_id", "enrolment.id"],
            name="fk_training_place_enrolment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "training_id"],
            ["training.tenant_id", "training.id"],
            name="fk_training_place_training_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_training_place_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_training_place")),
        sa.UniqueConstraint(
            "tenant_id", "training_id", "enrolment_id", name="uq_training_place_one"
        ),
        info={"web": "SELECT, INSERT, UPDATE, DELETE"},
    )
    op.create_index(
        "ix_training_place_enrolment_id",
        "training_place",
        ["tenant_id", "enrolment_id"],
        unique=False,
    )
    op.create_index(
        "ix_training_place_training_id",
        "training_place",
        ["tenant_id", "training_id"],
        unique=False,
    )
    op.add_column("enrolment_group", sa.Column("chat_url", sa.String(length=2000), nullable=True))
    op.add_column(
        "enrolment_group", sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "meeting", sa.Column("topics", postgresql.JSONB(), server_default="[]", nullable=False)
    )
    op.add_column("outcome", sa.Column("occupation", sa.String(length=8), nullable=True))
    op.add_column("outcome", sa.Column("evidence_id", sa.Uuid(), nullable=True))
    op.create_index("ix_outcome_evidence_id", "outcome", ["tenant_id", "evidence_id"], unique=False)
    op.add_column("outcome", sa.Column("detail", sa.String(length=20), nullable=True))
    op.add_column("outcome", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outcome", sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
    op.add_column("outcome", sa.Column("withdrawn_why", sa.String(length=20), nullable=True))
    op.create_index(
        "ix_outcome_withdrawn_by", "outcome", ["tenant_id", "withdrawn_by"], unique=False
    )
    op.create_foreign_key(
        "fk_outcome_withdrawn_by",
        "outcome",
        "account",
        ["tenant_id", "withdrawn_by"],
        ["tenant_id", "id"],
    )
    op.drop_constraint(op.f("ck_outcome_state"), "outcome", type_="check")
    op.create_check_constraint(
        op.f("ck_outcome_state"),
        "outcome",
        "state IN ('reported', 'recorded', 'verified', 'withdrawn')",
    )
    op.create_foreign_key(
        "fk_outcome_evidence_id",
        "outcome",
        "stored_file",
        ["tenant_id", "evidence_id"],
        ["tenant_id", "id"],
    )
    for table, grants in WALLED.items():
        for statement in wall(table, grants):
            op.execute(statement)
