"""Facts about imports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from punos.db import TenantRow, belongs_to, json_object, ref, utc

STATES = ("reading", "mapping", "checking", "checked", "adding", "done", "discarded", "failed")


class ImportRun(TenantRow):
    """One file on its way in: uploaded, mapped, checked, decided, added. It survives a restart.

    `mapping` is number of a column, as text → question; `for_all` question → the text that holds for
    everybody who says nothing to it; `problem` a code when the file cannot be read,
    whose words are the job's. `finished_at` is when it was done, discarded or forgotten; what people
    answered is gone from the rows then, but for those with problems, which wait some days to be mended.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reading', 'mapping', 'checking', 'checked', 'adding', 'done', 'discarded',"
            " 'failed')",
            name="state",
        ),
        Index("ix_import_run_cycle", "tenant_id", "cycle_id", "created_at"),
    )

    cycle_id: Mapped[UUID] = ref("cycle")
    unit_id: Mapped[UUID | None] = ref("unit")
    role: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[UUID | None] = ref("stored_file")
    file_sha256: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[UUID | None] = ref("job_run")
    headings: Mapped[list[str]] = json_object(default=list)
    mapping: Mapped[dict[str, Any]] = json_object(default=dict)
    for_all: Mapped[dict[str, Any]] = json_object(default=dict, server_default="{}")
    state: Mapped[str] = mapped_column(String(20), default="reading")
    problem: Mapped[str | None] = mapped_column(String(60))
    total: Mapped[int] = mapped_column(Integer, default=0)
    open_words: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """So many words of rows with problems nobody has explained, as the last check found them."""
    added: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = utc()
    created_by: Mapped[UUID | None] = ref("account")
    finished_at: Mapped[datetime | None] = utc()

    cycle = belongs_to("ImportRun", "cycle_id", "Cycle")
    job = belongs_to("ImportRun", "job_id", "JobRun")


class ImportRow(TenantRow):
    """One row of a file: as it stood there, what was read from it, and what becomes of it.

    `verdict`: new, there (the person is in the cycle already), alike (somebody here may be the same
    person: staff decide), broken. `decision` of an alike row: same (as `person_id`), other, skip.
    `problems` holds what is wrong, as a list of (question, message) in words, and before it is checked
    the numbers of columns whose formula has no result. `raw` has as many cells as the file's row.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("tenant_id", "run_id", "number", name="uq_import_row_number"),
        CheckConstraint("verdict IN ('unread', 'new', 'there', 'alike', 'broken')", name="verdict"),
        CheckConstraint("decision IN ('same', 'other', 'skip')", name="decision"),
        Index("ix_import_row_verdict", "tenant_id", "run_id", "verdict", "number"),
    )

    run_id: Mapped[UUID] = ref("import_run", ondelete="CASCADE")
    number: Mapped[int] = mapped_column(Integer)
    raw: Mapped[list[str]] = json_object(default=list)
    answers: Mapped[dict[str, Any]] = json_object(default=dict)
    problems: Mapped[list[Any]] = json_object(default=list)
    verdict: Mapped[str] = mapped_column(String(20), default="unread")
    decision: Mapped[str | None] = mapped_column(String(20))
    person_id: Mapped[UUID | None] = ref("person")
    enrolment_id: Mapped[UUID | None] = ref("enrolment")
    """What was made of it; None also for who was there already."""

    person = belongs_to("ImportRow", "person_id", "Person")


class ImportMapping(TenantRow):
    """Which column answers which question, remembered for the next file with the same headings."""

    __tablename__ = "import_mapping"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id", "model", "role", "headings_key", name="uq_import_mapping_headings"
        ),
    )

    model: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(40))
    headings_key: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = json_object()
    changed_at: Mapped[datetime] = utc()


class ImportWord(TenantRow):
    """What a word in files means: asked once, remembered for every file of the same kind of programme.

    `word` is folded; `meaning` the value of a choice, or empty where the word is to be passed over.
    """

    __tablename__ = "import_word"
    __table_args__ = (
        UniqueConstraint("tenant_id", "model", "question", "word", name="uq_import_word_question"),
    )

    model: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(String(80))
    word: Mapped[str] = mapped_column(String(100))
    meaning: Mapped[str] = mapped_column(String(60))
    changed_at: Mapped[datetime] = utc()
