"""A new plugin's files: the smallest distribution that installs, shows a page and passes its tests."""

from collections.abc import Iterator
from pathlib import Path
from string import Template

from punos.errors import ConfigurationError
from punos.extend.contract import manager_of_specs
from punos.extend.metadata import Plugin
from punos.i18n.tools.merging import merged
from punos.i18n.tools.sources import Distribution

TEMPLATES = Path(__file__).parent / "templates" / "plugin"
_SUFFIX = ".tmpl"


def write_plugin(name: str, into: Path) -> Path:
    """Write a plugin of this name into a new folder below `into`, and return that folder.

    Raises ConfigurationError for a name that no plugin can have, and when the folder is there.
    """
    folder = into / name
    words = _words(name, folder)
    if folder.exists():
        raise ConfigurationError(f"{folder} is already there")
    for template in _templates():
        path = folder / _place(template, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(template.read_text("utf-8")).substitute(words), "utf-8")
    for catalogue in merged([Distribution(folder / f"punos_{name}")]):
        catalogue.path.write_text(catalogue.text, "utf-8")
    return folder


def _words(name: str, folder: Path) -> dict[str, str]:
    label = name.replace("_", " ").capitalize()
    # Whatever would be refused later is refused now.
    Plugin(
        name=name,
        package=f"punos_{name}",
        version="0.1.0",
        api=">=1.0,<2",
        label=label,
        description=label,
        hooks=manager_of_specs(),
        folder=folder,
    )
    return {"name": name, "label": label, "distribution": name.replace("_", "-")}


def _templates() -> Iterator[Path]:
    return iter(sorted(TEMPLATES.rglob(f"*{_SUFFIX}")))


def _place(template: Path, name: str) -> Path:
    """Where a template's text goes: `package` becomes the import name, its pages a folder of their own."""
    parts = list(template.relative_to(TEMPLATES).parts)
    parts[-1] = parts[-1].removesuffix(_SUFFIX)
    if parts[0] == "package":
        parts[0] = f"punos_{name}"
    if "templates" in parts:
        parts.insert(-1, name)
    return Path(*parts)
