"""A browser in two words, so that people know their own places again. Nothing finer is kept."""

# The first that fits: each of the later ones' names is in what the earlier ones say of themselves too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def agent_in_words(said: str) -> str | None:
    """Browser and system by the header User-Agent, as "Firefox, Android"; None when both are unknown."""
    names = (_first(_BROWSERS, said), _first(_SYSTEMS, said))
    return ", ".join(name for name in names if name) or None


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for sign, name in known if sign in said), "")
