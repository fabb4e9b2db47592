"""Programmes to begin with, as the programme models offer them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import select

from punos.errors import Absent
from punos.extend import PluginState
from punos.programmes.model import ProgrammeModel, ProgrammePreset
from punos.programmes.models import Programme
from punos.programmes.planning import first_free, in_each
from punos.programmes.service import create_programme, programme_models
from punos.work import Work


@dataclass(frozen=True)
class Offer:
    """A preset and the model it belongs to; `code` names it in an address."""

    model: ProgrammeModel
    preset: ProgrammePreset

    @property
    def code(self) -> str:
        """As "pairwise.career"."""
        return f"{self.model.name}.{self.preset.slug}"


def offers(work: Work) -> list[Offer]:
    """The presets of every programme model that this association has on."""
    models = sorted(programme_models(work.registry).values(), key=lambda model: model.name)
    return list(chain.from_iterable(_of(work, model) for model in models))


def _of(work: Work, model: ProgrammeModel) -> Iterator[Offer]:
    if work.plugin_states.get(model.plugin) is PluginState.ON:
        yield from (Offer(model, preset) for preset in model.presets)


def offer(work: Work, code: str) -> Offer:
    """The preset of this code. Raises Absent."""
    found = next((one for one in offers(work) if one.code == code), None)
    if found is None:
        raise Absent
    return found


def begin(work: Work, chosen: Offer) -> Programme:
    """Make a programme of a preset, under a short name that is still free."""
    languages = work.settings.languages
    return create_programme(
        work,
        slug=_free_slug(work, chosen.preset.slug),
        names=in_each(chosen.preset.name, languages),
        summary=in_each(chosen.preset.summary, languages),
        model=chosen.model.name,
        settings=dict(chosen.preset.settings),
    )


def _free_slug(work: Work, wanted: str) -> str:
    query = select(Programme.slug).where(Programme.slug.startswith(wanted, autoescape=True))
    return first_free(wanted, set(work.session.scalars(query)))
