"""What plugins may use of agreements."""

from punos.agreements.model_text import model_text as agreement_text
from punos.agreements.models import AgreementVersion
from punos.agreements.reading import signatories, unpublished
from punos.agreements.schemas import AgreementSettings
from punos.agreements.service import accept as accept_agreement
from punos.agreements.service import newest, publish, require_published

__all__ = [
    "AgreementSettings",
    "AgreementVersion",
    "accept_agreement",
    "agreement_text",
    "newest",
    "publish",
    "require_published",
    "signatories",
    "unpublished",
]
