"""``punos i18n …``: keep the translations in step with the source."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from babel.messages.pofile import write_po

from punos.i18n.catalogues import KINDS
from punos.i18n.tools.bare import bare_texts
from punos.i18n.tools.checking import problems
from punos.i18n.tools.extraction import extracted
from punos.i18n.tools.merging import merged
from punos.i18n.tools.sources import Distribution, checkout, distributions

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The checkout whose core and plugins are meant (found from here upwards).",
)


def _parts(root: Path | None) -> list[Distribution]:
    found = distributions(root or checkout(Path.cwd()))
    if not found:
        raise click.ClickException("Here is neither the core nor a plugin.")
    return found


@click.group()
def i18n() -> None:
    """Keep the translations in step with the source."""


@i18n.command()
@root_option
@click.option("--to", "target", required=True, type=click.Path(path_type=Path))
def extract(root: Path | None, target: Path) -> None:
    """Write a template (.pot) of each catalogue into the folder TO, for a new language."""
    target.mkdir(parents=True, exist_ok=True)
    for part in _parts(root):
        for kind in KINDS:
            path = target / f"{part.name}.{kind}.pot"
            with path.open("wb") as stream:
                write_po(
                    stream, extracted(part, kind), width=0, omit_header=True, sort_output=True,
                    include_lineno=False,
                )  # fmt: skip
            click.echo(str(path))


@i18n.command()
@root_option
def update(root: Path | None) -> None:
    """Bring the .po files up to date with the source; translations are kept."""
    for one in merged(_parts(root)):
        state = "written" if one.changed else "unchanged"
        if one.changed:
            one.path.parent.mkdir(parents=True, exist_ok=True)
            one.path.write_text(one.text, encoding="utf-8")
        click.echo(
            f"{one.path}: {state}, {one.added} new, {one.dropped} dropped, "
            f"{one.untranslated} to translate"
        )


@i18n.command()
@root_option
def check(root: Path | None) -> None:
    """Say what is wrong; the exit code is 1 when anything is."""
    parts = _parts(root)
    found = [*problems(parts), *bare_texts(parts)]
    for problem in found:
        click.echo(str(problem))
    click.echo(f"{len(found)} to put right.")
    sys.exit(1 if found else 0)
