"""PDF files, set by Typst from a template of our own and plain data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def write_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """A PDF/UA file (readable by assistive technology) of a Typst template.

    The template reads `data` by `json(bytes(sys.inputs.data))`; what is in it is text and never taken
    for markup. Raises typst.TypstError for a template that cannot be set.
    """
    made = typst.compile(
        str(template), sys_inputs={"data": json.dumps(data)}, format="pdf", pdf_standards=["ua-1"]
    )
    assert isinstance(made, bytes)
    return made
