"""What plugins may use of programmes."""

from punos.programmes.model import (
    GroupKind,
    ModelState,
    PlannedMeeting,
    ProgrammeModel,
    ProgrammePreset,
)
from punos.programmes.models import Cycle, Phase, Programme, ProgrammeVersion
from punos.programmes.service import (
    PhasePlan,
    current_cycles,
    cycle_by_slug,
    lock_cycle,
    model_of,
    phases_of,
    programmes,
    settings_of,
)

__all__ = [
    "Cycle",
    "GroupKind",
    "ModelState",
    "Phase",
    "PhasePlan",
    "PlannedMeeting",
    "Programme",
    "ProgrammeModel",
    "ProgrammePreset",
    "ProgrammeVersion",
    "current_cycles",
    "cycle_by_slug",
    "lock_cycle",
    "model_of",
    "phases_of",
    "programmes",
    "settings_of",
]
