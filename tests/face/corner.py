"""What the sweeps' world has of public pages and of own words: a language, and one message."""

from punos.i18n.messages import known_messages
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """The arguments of their addresses; each language and message is there in every tenant."""
    return {"code": "fi", "message_code": known_messages([])[0].code}


fill_kind = fill
