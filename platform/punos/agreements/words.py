"""What members read about each kind. Whole sentences, since languages bend the nouns within them."""

from dataclasses import dataclass
from typing import Any

from punos.i18n import _l


@dataclass(frozen=True)
class KindWords:
    """The texts around what somebody accepts."""

    title: Any
    changed: Any
    please: Any
    button: Any
    again: Any


WORDS = {
    "guidelines": KindWords(
        title=_l("Our ethical guidelines"),
        changed=_l("Our ethical guidelines have changed"),
        please=_l("Please read and accept our ethical guidelines."),
        button=_l("I accept these guidelines"),
        again=_l("Read the ethical guidelines again"),
    ),
    "agreement": KindWords(
        title=_l("Our agreement"),
        changed=_l("Our agreement has changed"),
        please=_l("Please read and accept what you agree on with each other."),
        button=_l("I accept this agreement"),
        again=_l("Read the agreement again"),
    ),
}
