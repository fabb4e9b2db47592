"""The page on plugins says what the code says."""

import inspect
import re
from pathlib import Path

import pytest

from punos.extend import specs
from punos.extend.contract import HOOKS
from punos.extend.registry import PluginRegistry
from punos.extend.states import PluginState

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
PARROT = (ROOT / "tests/foreign_plugin/punos_parrot/hooks.py").read_text("utf-8")


def heading(hook: str) -> str:
    """`name(argument: Type, …) -> Type`, without the modules of the types."""
    signature = str(inspect.signature(getattr(specs, hook)))
    short = re.sub(r"\b(?:[a-z_0-9]+\.)+(?=[A-Za-z])", "", signature.replace("'", ""))
    return f"`{hook}{short.replace('str | LazyText', 'Message')}`"


def described() -> dict[str, str]:
    """Heading → the text below it, for each hook on the page."""
    parts = re.split(r"^#### (.+)$", PAGE, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_headings_of_the_page_are_the_signatures_of_the_hooks() -> None:
    assert sorted(described()) == sorted(heading(hook) for hook in HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
def test_page_says_of_a_hook_what_its_spec_says(hook: str) -> None:
    text = " ".join(described()[heading(hook)].split())
    assert " ".join((inspect.getdoc(getattr(specs, hook)) or "").split()) in text


@pytest.mark.parametrize("hook", HOOKS)
def test_spec_says_when_what_and_who_uses_it(hook: str) -> None:
    text = inspect.getdoc(getattr(specs, hook)) or ""
    wanted = ["Conflict: ", "Since 1.0, used by "]
    wanted += [] if hook.startswith("register_") else ["When: "]
    wanted += ["Gives: "] if hook in specs.GIVES else []
    assert [word for word in wanted if word not in text] == []


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_used_by_the_plugin_that_its_spec_names(hook: str) -> None:
    text = " ".join((inspect.getdoc(getattr(specs, hook)) or "").split())
    if text.endswith("used by the parrot of the tests."):
        assert f"@hookimpl\ndef {hook}(" in PARROT
        return
    named = re.search(r"used by (pairwise|mentor_teams|gatherings|payouts)\.$", text)
    assert named
    registry = PluginRegistry.load()
    impls = getattr(registry.manager.hook, hook).get_hookimpls()
    assert named[1] in {impl.plugin_name for impl in impls}


@pytest.mark.parametrize("hook", [h for h in HOOKS if not h.startswith("register_")])
def test_hook_is_called_by_the_core(hook: str) -> None:
    family, _, name = hook.partition("_")
    call = re.compile(rf'(hooks\.{family}\w*\(|render_panels\(\s*work,)\s*"{name}"')
    assert any(call.search(p.read_text("utf-8")) for p in (ROOT / "platform").rglob("*.py"))


def test_every_hook_that_gives_a_list_says_of_what() -> None:
    giving = [hook for hook in HOOKS if not hook.startswith("on_")]
    assert sorted(specs.GIVES) == sorted(giving)


def test_page_has_the_table_of_states() -> None:
    table = [line for line in (inspect.getdoc(PluginState) or "").splitlines() if "|" in line]
    assert "\n".join(table) in PAGE


def test_page_names_every_family() -> None:
    assert [f for f in specs.FAMILIES if f"### `{f}*`" not in PAGE] == []
