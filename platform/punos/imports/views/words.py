"""Words of a file that no choice of the form is called by: what each of them means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Response, flash, request

from punos.i18n import _staff
from punos.imports.service import check_with
from punos.imports.views.base import RUN, address, around, import_of, pages
from punos.imports.words import OpenWord, forget_words, learn, open_words, remembered
from punos.texts import fold
from punos.web.redirects import see_other
from punos.web.render import render
from punos.work import Work

FEW = 20
"""Of more choices than so many one is found by typing."""
PASSED_OVER = "-"


@pages.get("/<uuid:import_id>/words", allow=RUN)
def words(work: Work, slug: str, import_id: UUID) -> Response | str:
    """Each word with what it may mean."""
    run = import_of(work, slug, import_id)
    if run.state != "checked":
        return see_other(address("look", run.cycle, run))
    return render(
        "imports/words.html",
        **around(work, run, (_staff("What words mean"), None)),
        groups=[_group(list(found)) for _label, found in _by_question(open_words(work, run))],
        known=remembered(work, run),
        passed_over=PASSED_OVER,
        action=address("words_save", run.cycle, run),
    )


@pages.post("/<uuid:import_id>/words", allow=RUN)
def words_save(work: Work, slug: str, import_id: UUID) -> Response:
    """Remember what was said of each word, and let every row be checked again."""
    run = import_of(work, slug, import_id)
    forget_words(work, run, request.form.getlist("again"))
    said = [(one, _meaning(one)) for one in open_words(work, run)]
    told = [(one, meaning) for one, meaning in said if meaning is not None]
    learn(work, run, told)
    check_with(work, run, run.mapping)
    flash(_staff("It is remembered what these words mean."), "done")
    return see_other(address("look", run.cycle, run))


def _meaning(one: OpenWord) -> str | None:
    """What was chosen or typed; None where nothing was, so that it is asked again."""
    said = request.form.get(f"w-{one.key}", "").strip()
    if said == PASSED_OVER:
        return ""
    named = {fold(str(label)): value for value, label in one.options}
    values = {value for value, _label in one.options}
    return said if said in values else named.get(fold(said))


def _by_question(found: list[OpenWord]) -> Iterator[tuple[str, Iterator[OpenWord]]]:
    return groupby(found, key=lambda one: one.question)


def _group(found: list[OpenWord]) -> dict[str, Any]:
    options = list(found[0].options)
    labels = dict(options)
    return {
        "id": found[0].question.replace(".", "-"),
        "label": found[0].label,
        "options": options,
        "typed": len(options) > FEW,
        "words": [
            {
                "name": f"w-{one.key}",
                "word": one.word,
                "times": one.times,
                "guess": one.guess,
                "said": labels.get(one.guess, ""),
            }
            for one in found
        ],
    }
