"""Which steps an enrolment can take from where it stands, in the words of its programme model."""

from __future__ import annotations

from dataclasses import dataclass

from punos.enrolments.models import Enrolment
from punos.programmes.model import ModelState, ProgrammeModel

TONES = {"candidate": "wait", "active": "good", "ended": "", "refused": "bad"}
WITHDRAWN = "withdrawn"
"""A model that lets people take their application back has a state of this name."""


@dataclass(frozen=True)
class Step:
    """A step to another state. `back` undoes an earlier one; `accepts` lets an applicant in."""

    state: ModelState
    back: bool
    accepts: bool

    @property
    def ends(self) -> bool:
        """Whether it ends the application or the participation."""
        return self.state.core in ("ended", "refused")


def steps(model: ProgrammeModel, here: str) -> list[Step]:
    """The steps that lead on from a state, those that lead back at the end."""
    order = [state.name for state in model.states]
    accepted = acceptance(model, here)
    found = [
        Step(
            state := model.state(name),
            back=order.index(name) < order.index(here),
            accepts=state is accepted,
        )
        for name in model.state(here).to
    ]
    return sorted(found, key=lambda step: (step.back, step.ends))


def acceptance(model: ProgrammeModel, here: str) -> ModelState | None:
    """The state in which an applicant becomes a participant, if it is the next one from here."""
    if model.state(here).core != "candidate":
        return None
    ahead = (model.state(name) for name in model.state(here).to)
    return next((state for state in ahead if state.core == "active"), None)


def withdrawal(model: ProgrammeModel, here: str) -> ModelState | None:
    """The state of somebody who takes their application back, if that is possible from here."""
    return model.state(WITHDRAWN) if WITHDRAWN in model.state(here).to else None


def decisions(model: ProgrammeModel, kind: str = "") -> list[str]:
    """The names of the states that people are told of in a step of its own; of one kind, or all."""
    return [state.name for state in model.states if state.tells and kind in ("", state.tells)]


def known_state(model: ProgrammeModel, enrolment: Enrolment) -> ModelState:
    """The state that its person knows of: a decision that was not told yet is not shown to them.

    Until then they stand where they were told last, else at the beginning.
    """
    here = model.state(enrolment.model_state)
    if not here.tells or enrolment.told_state == here.name:
        return here
    told = enrolment.told_state or ""
    return model.state(told) if model.has_state(told) else model.first_state


def tone(core_state: str) -> str:
    """How a state is marked on a page."""
    return TONES[core_state]
