"""A small distribution with catalogues, for showing that each fault in them is found."""

from __future__ import annotations

from pathlib import Path

from punos.i18n.tools.merging import merged
from punos.i18n.tools.sources import Distribution

SOURCE = """
from punos_planted.texts import _, _n, _p, _staff

GREETING = _("Welcome, %(name)s")
PAIRS = _n("%(num)s pair", "%(num)s pairs", 2)
MAY = _p("month", "May")
SECRET = _staff("Close the cycle")
"""

FINNISH = {
    '"Welcome, %(name)s"': '"Tervetuloa, %(name)s"',
    '"May"': '"toukokuu"',
    '"Close the cycle"': '"Päätä kausi"',
}
FINNISH_PLURAL = ('msgstr[0] "%(num)s pari"', 'msgstr[1] "%(num)s paria"')


def plant(root: Path, name: str = "punos_planted") -> Distribution:
    """A plugin in ``root`` whose Finnish and Swedish catalogues are complete and right."""
    folder = root / "plugins" / name / name
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "texts.py").write_text(
        f'from punos.i18n import Catalogues\n\ncatalogues = Catalogues("{name}")\n'
        "_, _n, _p, _l = catalogues.people\n"
        "_staff, _staff_n, _staff_p, _staff_l = catalogues.staff\n"
    )
    (folder / "words.py").write_text(SOURCE.replace("punos_planted", name))
    part = Distribution(folder)
    update(part)
    for kind in ("people", "staff"):
        for language in ("fi", "sv"):
            fill(part.po_file(kind, language))
    return part


def update(part: Distribution) -> None:
    """What ``punos i18n update`` does."""
    for one in merged([part]):
        one.path.parent.mkdir(parents=True, exist_ok=True)
        one.path.write_text(one.text, encoding="utf-8")


def fill(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for english, translated in FINNISH.items():
        text = text.replace(f'msgid {english}\nmsgstr ""', f"msgid {english}\nmsgstr {translated}")
    for number, line in enumerate(FINNISH_PLURAL):
        text = text.replace(f'msgstr[{number}] ""', line)
    path.write_text(text, encoding="utf-8")


def change(path: Path, before: str, after: str) -> None:
    """Spoil a file in one place, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
