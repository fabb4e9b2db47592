"""Which plugins are called: those that the tenant has on, in the order of their names."""

from collections.abc import Sequence

import pytest

from punos.errors import StepRefused
from punos.extend import MenuItem, PluginState, Refusal, hookimpl
from tests.extend.conftest import Open


class Everywhere:
    """Answers in each family, and remembers that it was told."""

    def __init__(self) -> None:
        self.told = 0

    @hookimpl
    def collect_menu(self) -> Sequence[MenuItem]:
        return [MenuItem("Parrot", "parrot.index", "parrot.talk")]

    @hookimpl
    def after_meeting_held(self) -> Sequence[str]:
        return ["Well met."]

    @hookimpl
    def decide_cycle_close(self) -> Sequence[Refusal]:
        return [Refusal("Not yet.")]

    @hookimpl
    def on_enrolment_changed(self) -> None:
        self.told += 1


@pytest.mark.parametrize(
    ("state", "collected", "acted"),
    [
        ("on", 1, 1),
        ("suspended", 1, 0),
        ("off", 0, 0),
        ("available", 0, 0),
        (None, 0, 0),
    ],
)
def test_state_says_which_families_are_called(
    working: Open, state: str | None, collected: int, acted: int
) -> None:
    work = working(parrot=Everywhere, states={"parrot": state})
    assert len(work.hooks.collect("menu")) == collected
    assert len(work.hooks.after("meeting_held", meeting=None)) == acted
    assert len(work.hooks.decide("cycle_close", cycle=None)) == acted
    work.hooks.on("enrolment_changed", enrolment=None, event=None)
    assert work.registry.plugins["parrot"].hooks.told == acted


def test_states_that_can_be_looked_at_are_on_and_suspended() -> None:
    assert {state for state in PluginState if state.reads} == {"on", "suspended"}


def test_plugin_with_another_functions_name_obeys_its_state_too(working: Open) -> None:
    class Renamed:
        @hookimpl(specname="collect_menu")
        def entries(self) -> Sequence[MenuItem]:
            return [MenuItem("Parrot", "parrot.index", "parrot.talk")]

    assert working(parrot=Renamed, states={"parrot": "off"}).hooks.collect("menu") == []
    assert len(working(parrot=Renamed).hooks.collect("menu")) == 1


def named(label: str, **mark: bool) -> type:
    class Named:
        @hookimpl(**mark)
        def collect_menu(self) -> Sequence[MenuItem]:
            return [MenuItem(label, "parrot.index", "parrot.talk")]

    return Named


def test_plugins_are_called_in_the_order_of_their_names(working: Open) -> None:
    plugins = {
        "zebra": named("z", tryfirst=True),
        "ant": named("a", trylast=True),
        "mole": named("m"),
    }
    pairs = working(**plugins).hooks.collect_named("menu")
    assert [(name, item.label) for name, item in pairs] == [
        ("ant", "a"),
        ("mole", "m"),
        ("zebra", "z"),
    ]


def test_hook_called_with_other_arguments_than_its_spec_fails_in_the_core(working: Open) -> None:
    hooks = working(parrot=Everywhere).hooks
    with pytest.raises(TypeError, match="on_enrolment_changed takes"):
        hooks.on("enrolment_changed", enrolment=None)
    with pytest.raises(AttributeError, match="collect_menus"):
        hooks.collect("menus")


def test_one_no_of_several_plugins_is_a_no_with_its_plugin(working: Open) -> None:
    class Agreeing:
        @hookimpl
        def decide_cycle_close(self) -> None:
            return None

    work = working(ant=Agreeing, parrot=Everywhere)
    assert work.hooks.decide("cycle_close", cycle=None) == [Refusal("Not yet.", "parrot")]


def test_refusal_of_a_step_carries_the_plugins_label(working: Open) -> None:
    class Failing:
        @hookimpl
        def on_enrolment_changed(self) -> None:
            raise KeyError("some name")

    with pytest.raises(StepRefused) as refusal:
        working(parrot=Failing).hooks.on("enrolment_changed", enrolment=None, event=None)
    assert refusal.value.plugin_label == "The parrot"
    assert "The parrot" in str(refusal.value.message)
    assert "some name" not in str(refusal.value.message)
