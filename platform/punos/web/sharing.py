"""What others show of a page when its address is shared (the Open Graph protocol, ogp.me)."""

from typing import Any

from punos.texts import Text, pick
from punos.work import Work

_LOCALES = {"en": "en_GB", "fi": "fi_FI", "sv": "sv_FI"}
_LONGEST = 200


def shared_head(work: Work, title: Text, text: Text, path: str) -> dict[str, str]:
    """What `_shared.html` draws into the head; `path` is the one address that the page is known by."""
    look = work.settings.look
    return {
        "title": title.value,
        "text": " ".join(text.value.split())[:_LONGEST],
        "address": f"{work.base_url}{path}",
        "site": pick(work.settings.names, work.language).value,
        "locale": _LOCALES.get(work.language, work.language),
        # Others draw no SVG.
        "image": f"{work.base_url}{look['logo_url']}" if _has_png(look) else "",
    }


def _has_png(look: dict[str, Any]) -> bool:
    named = look.get("logo") or {}
    return bool(look.get("logo_url")) and str(named.get("name", "")).endswith(".png")
