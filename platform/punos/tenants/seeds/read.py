"""A declared folder, read and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError

from punos.colours import check_look
from punos.desk.wording import problems as wording_problems
from punos.extend import PluginRegistry
from punos.forms import has_identity_code
from punos.forms.words import unexpected
from punos.programmes.service import SettingsRefused, checked_settings, programme_models
from punos.tenants.logo import Logo, logo_problem
from punos.tenants.schemas import UNKNOWN, ProgrammeSeed, TenantSeed
from punos.tenants.seeds.current import SETTINGS
from punos.tenants.seeds.problems import Problem, SeedRefused
from punos.tenants.seeds.toml import KeyPath, TomlFile, read_toml

TENANT_FILE = "tenant.toml"
PROGRAMMES = "programmes"
WORDING = "wording"


@dataclass(frozen=True)
class Seed:
    """A folder that may be applied. `document` has the shape of `current_document`."""

    slug: str
    kind: str
    document: dict[str, Any]
    logo: Logo | None
    tenant_file: TomlFile
    programme_files: Mapping[str, TomlFile]
    wording_files: Mapping[str, TomlFile]

    def problem(self, path: KeyPath, reason: str) -> Problem:
        """A problem at a key of the document, in the file that says it."""
        if path[:1] == (PROGRAMMES,) and path[1] in self.programme_files:
            return self.programme_files[path[1]].problem(path[2:], reason)
        if path[:1] == (WORDING,) and len(path) > 1 and path[1] in self.wording_files:
            return self.wording_files[path[1]].problem(path[2:], reason)
        return self.tenant_file.problem(path, reason)


def read_seed(folder: Path, registry: PluginRegistry, base_domain: str) -> Seed:
    """Read `folder`. Raises SeedRefused with every problem of every file."""
    return _Reader(folder, registry, base_domain).read()


class _Reader:
    def __init__(self, folder: Path, registry: PluginRegistry, base_domain: str) -> None:
        self.folder = folder
        self.registry = registry
        self.base_domain = base_domain
        self.problems: list[Problem] = []

    def read(self) -> Seed:
        file, data = self._load(self.folder / TENANT_FILE, TenantSeed)
        programmes = dict(self._programmes(data))
        wording = dict(self._wording())
        if file is None or data is None or self.problems:
            raise SeedRefused(self.problems)
        logo = self._logo(file, data)
        self._check(file, data)
        if self.problems:
            raise SeedRefused(self.problems)
        return Seed(
            slug=data["slug"],
            kind=data["kind"],
            document=self._document(
                {**data, WORDING: {code: one.data for code, one in wording.items()}},
                logo,
                {s: p for s, (_file, p) in programmes.items()},
            ),
            logo=logo,
            tenant_file=file,
            programme_files={slug: file for slug, (file, _data) in programmes.items()},
            wording_files=wording,
        )

    def _load(
        self, path: Path, schema: type[Schema]
    ) -> tuple[TomlFile | None, dict[str, Any] | None]:
        try:
            file = read_toml(path)
        except SeedRefused as error:
            self.problems.extend(error.problems)
            return None, None
        for key, text in texts(file.data):
            if has_identity_code(text):
                self._add(file, key, "this holds a personal identity code; none is ever kept")
        try:
            return file, schema().load(file.data)
        except ValidationError as error:
            for key, reason in reasons(error.messages, file.data):
                self._add(file, key, reason)
            return file, None

    def _wording(self) -> Iterator[tuple[str, TomlFile]]:
        for path in sorted((self.folder / WORDING).glob("*.toml")):
            try:
                file = read_toml(path)
            except SeedRefused as error:
                self.problems.extend(error.problems)
                continue
            for key, reason in wording_problems({path.stem: file.data}):
                self._add(file, key[1:], reason)
            yield path.stem, file

    def _programmes(
        self, tenant: Mapping[str, Any] | None
    ) -> Iterator[tuple[str, tuple[TomlFile, dict[str, Any]]]]:
        for path in sorted((self.folder / PROGRAMMES).glob("*.toml")):
            file, data = self._load(path, ProgrammeSeed)
            if file is None or data is None:
                continue
            if data["slug"] != path.stem:
                self._add(file, ("slug",), f"the file is called {path.stem}, so this must be too")
            settings = self._settings(file, data, tenant)
            # The slug is the key.
            del data["slug"]
            yield path.stem, (file, {"summary": {}, **data, "settings": settings})

    def _settings(
        self, file: TomlFile, data: Mapping[str, Any], tenant: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        model = programme_models(self.registry).get(data["model"])
        if model is None:
            self._add(file, ("model",), "no installed plugin provides this model")
            return {}
        if tenant is not None and not _is_on(tenant, model.plugin):
            self._add(file, ("model",), f"its plugin, {model.plugin}, is not on in {TENANT_FILE}")
        try:
            return checked_settings(model, data["settings"])
        except SettingsRefused as error:
            for key, reason in reasons(error.errors, data["settings"]):
                # The model's schema speaks to whoever fills in a form.
                said = UNKNOWN if reason == str(unexpected()) else reason
                self._add(file, ("settings", *key), said)
            return {}

    def _logo(self, file: TomlFile, data: Mapping[str, Any]) -> Logo | None:
        name = data.get("look", {}).get("logo")
        if name is None:
            return None
        try:
            logo = Logo(name, (self.folder / name).read_bytes())
        except OSError:
            self._add(file, ("look", "logo"), "there is no such file in this folder")
            return None
        if problem := logo_problem(logo):
            self._add(file, ("look", "logo"), problem)
        return logo

    def _check(self, file: TomlFile, data: Mapping[str, Any]) -> None:
        if data["slug"] != self.folder.resolve().name:
            self._add(file, ("slug",), "the folder must be called the same")
        for message in check_look(data.get("look", {})):
            self._add(file, ("look", "accent"), str(message))
        for name in data.get("plugins", {}):
            if name not in self.registry.plugins:
                reason = self.registry.refused.get(name, "no such plugin is installed")
                self._add(file, ("plugins", name), reason)

    def _document(
        self, data: Mapping[str, Any], logo: Logo | None, programmes: Mapping[str, Any]
    ) -> dict[str, Any]:
        document = {
            "hosts": [full_host(host, self.base_domain) for host in data["hosts"]],
            **{key: data[key] for key in SETTINGS if key in data},
            **{key: data[key] for key in ("plugins", "partners", "units") if key in data},
            PROGRAMMES: programmes,
        }
        if logo is not None:
            document["look"] = {**data["look"], "logo": logo.look}
        return {key: value for key, value in document.items() if value}

    def _add(self, file: TomlFile, key: KeyPath, reason: str) -> None:
        said = f"{'.'.join(key)}: {reason}" if key else reason
        self.problems.append(file.problem(key, said))


def _is_on(tenant: Mapping[str, Any], plugin: str) -> bool:
    return tenant.get("plugins", {}).get(plugin, {}).get("state") in ("on", "suspended")


def full_host(host: str, base_domain: str) -> str:
    """A host of a folder in full: one without a dot lies below the deployment's domain."""
    return host if "." in host else f"{host}.{base_domain}"


def short_host(host: str, base_domain: str) -> str:
    """The same the other way round."""
    name, _, rest = host.partition(".")
    return name if rest == base_domain else host


def reasons(messages: Any, data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """marshmallow's messages, one by one, each with the path of the key it is about."""
    if not isinstance(messages, Mapping):
        for message in messages if isinstance(messages, list) else [messages]:
            yield path, str(message)
        return
    for key, inner in messages.items():
        if key == "_schema" or (key in ("key", "value") and not _has(data, key)):
            # marshmallow's own levels, which stand for no key of the file.
            yield from reasons(inner, data, path)
        else:
            yield from reasons(inner, _at(data, key), (*path, str(key)))


def texts(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text of a file with the path of its key; keys are texts too."""
    if isinstance(data, str):
        yield path, data
    inner = enumerate(data) if isinstance(data, list) else ()
    for key, value in data.items() if isinstance(data, Mapping) else inner:
        yield (*path, str(key)), str(key)
        yield from texts(value, (*path, str(key)))


def _has(data: Any, key: Any) -> bool:
    return isinstance(data, Mapping) and key in data


def _at(data: Any, key: Any) -> Any:
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return data[key]
    return data.get(key) if isinstance(data, Mapping) else None
