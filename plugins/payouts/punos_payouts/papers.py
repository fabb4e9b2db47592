"""Papers of claims: PDF and spreadsheet. Only the worker imports this module.

What is in them is worked out from the claim's own rows: numbers, amounts, days, and what the agreement
and its lines are called. Nobody's name is read.
"""

from pathlib import Path
from typing import Any

from punos.plugin import (
    JobRun,
    Work,
    clock,
    format_date,
    format_number,
    pick,
    progress,
    store_file,
    use_language,
)
from punos.plugin.heavy import XLSX, Sheet, write_pdf, write_xlsx
from punos_payouts.claim_content import Part, parts_of
from punos_payouts.claims import claim_by_id, claim_lines
from punos_payouts.documents import held_document
from punos_payouts.models import Claim, Document
from punos_payouts.money import euros
from punos_payouts.reference import grouped, national_of
from punos_payouts.schemas import in_euros
from punos_payouts.texts import _staff

TEMPLATE = Path(__file__).with_name("papers") / "claim.typ"
PURPOSE = "payouts.claim_paper"


def make_paper(work: Work, run: JobRun) -> None:
    """Make the paper that the run is about, unless it is made or the claim has changed since."""
    document = held_document(work, run.subject_id) if run.subject_id else None
    if document is None or document.file_id is not None:
        return
    progress(run.id, 0, 1)
    claim = claim_by_id(work, document.claim_id)
    if claim.content_hash != document.content_hash:
        return
    with use_language(document.language):
        data, media_type = _made(work, claim, document)
    name = f"claim-{claim.number}-{document.language}.{document.kind}"
    stored = store_file(work, name, media_type, data, PURPOSE)
    work.session.flush()
    document.file_id, document.made_at = stored.id, clock.now()
    run.result = {"file": str(stored.id)}
    progress(run.id, 1, 1)


def _made(work: Work, claim: Claim, document: Document) -> tuple[bytes, str]:
    if document.kind == "pdf":
        return write_pdf(TEMPLATE, pdf_data(work, claim, document.language)), "application/pdf"
    return write_xlsx(sheets(work, claim, document.language)), XLSX


def pdf_data(work: Work, claim: Claim, language: str) -> dict[str, Any]:
    """What stands on the paper, in the language that is spoken."""
    return {
        "language": language,
        "association": str(pick(work.settings.names, language)),
        "title": _staff("Claim for payment %(number)s", number=claim.number),
        "facts": [[str(label), str(value)] for label, value in _facts(claim) if value],
        "headings": [_staff("Line"), _staff("How it is worked out"), _staff("Amount")],
        "rows": [
            [str(pick(line.names, language)), _sum_words(parts), euros(cents)]
            for line, parts, cents in _rows(work, claim)
        ],
        "total": [_staff("In all"), euros(claim.amount_cents)],
        "notes": _notes(claim),
    }


def sheets(work: Work, claim: Claim, language: str) -> list[Sheet]:
    """The same as a spreadsheet: a row for each amount, then what the claim is of."""
    headings = (_staff("Line"), _staff("Units"), _staff("Each"), _staff("Amount"))
    rows = [
        (str(pick(line.names, language)), part.units, _each(part), in_euros(part.amount_cents))
        for line, parts, _cents in _rows(work, claim)
        for part in parts
    ]
    total = (_staff("In all"), None, None, in_euros(claim.amount_cents))
    facts = [(str(label), str(value)) for label, value in _facts(claim) if value]
    return [
        Sheet(_staff("Claim"), headings, [*rows, total]),
        Sheet(_staff("About"), (_staff("What"), _staff("Said")), facts),
    ]


def _each(part: Part) -> Any:
    return in_euros(part.each_cents) if part.units is not None else None


def _rows(work: Work, claim: Claim) -> list[tuple[Any, list[Part], int]]:
    parts = parts_of(work, claim)
    return [
        (line, parts.get(line.id, []), row.amount_cents) for row, line in claim_lines(work, claim)
    ]


def _facts(claim: Claim) -> list[tuple[str, str | None]]:
    agreement = claim.agreement
    return [
        (_staff("To"), agreement.funder_name),
        (_staff("Agreement"), f"{agreement.number}, {agreement.title}"),
        (
            _staff("Period"),
            f"{format_date(agreement.starts_on)} – {format_date(agreement.ends_on)}",
        ),
        (_staff("Claim"), claim.number),
        (_staff("Reference number"), grouped(national_of(claim.reference))),
        (_staff("The same, international"), grouped(claim.reference)),
        (_staff("Amount"), euros(claim.amount_cents)),
        (_staff("Note on VAT"), agreement.vat_note),
    ]


def _notes(claim: Claim) -> list[str]:
    if claim.signed_at is None:
        return []
    told = {"day": format_date(claim.signed_at)}
    if claim.signed_how == "link":
        return [_staff("Signed on %(day)s by a member of the board, who did not make it.", **told)]
    return [_staff("Signed on %(day)s by a second person, who did not make it.", **told)]


def _sum_words(parts: list[Part]) -> str:
    return "; ".join(_part_words(part) for part in parts)


def _part_words(part: Part) -> str:
    if part.units is None:
        return _staff("Up to the guaranteed minimum: %(amount)s", amount=euros(part.amount_cents))
    return f"{format_number(part.units)} × {euros(part.each_cents)} = {euros(part.amount_cents)}"
