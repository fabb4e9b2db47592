"""Host header → host name, by exact comparison only.

Lower case, port and one trailing dot dropped; anything else is simply not found. No pattern is ever
built from a host.
"""


def host_name(header: str | None) -> str | None:
    """The host name in a Host header, or None when it is not a plain `name[:port]`."""
    if not header or len(header) > 260 or header.count(":") > 1:
        return None
    name, _, port = header.lower().partition(":")
    if (":" in header and not _is_port(port)) or not (name.isascii() and name.isprintable()):
        return None
    name = name.removesuffix(".")
    return name if name and not name.endswith(".") else None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5
