"""Text for people that bypasses the catalogues: in templates, and in calls that speak to them.

What is meant for nobody to translate says so in HTML's own way: ``translate="no"``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from punos.i18n.tools.checking import Problem
from punos.i18n.tools.extraction import KEYWORDS
from punos.i18n.tools.sources import Distribution

FUNCTIONS = frozenset(name for words in KEYWORDS.values() for name in words)
SPOKEN_ATTRIBUTES = frozenset(
    ("alt", "title", "placeholder", "label", "summary", "aria-label", "aria-description",
     "aria-roledescription", "aria-placeholder", "aria-valuetext")
)  # fmt: skip
SPEAKING_CALLS = frozenset(("Refused", "StepRefused", "ValidationError", "flash"))
SPOKEN_KEYWORDS = frozenset(("label", "title", "legend", "heading"))
_SILENT_ELEMENTS = ("script", "style")
_VOID_ELEMENTS = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
     "track", "wbr")
)  # fmt: skip
# Stands where an expression is: no letter, no space, nothing that HTML cares about.
_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
_ATTRIBUTES = re.compile(rf"(?:\s|{_HOLE}|[\w-]+(?:=\"[^\"<>]*\")?(?=\s|{_HOLE}|$))*")
_SENTENCE = re.compile(r"[A-ZÅÄÖ][a-zåäö]")
_ENVIRONMENT = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], autoescape=True)


def bare_texts(parts: Iterable[Distribution]) -> list[Problem]:
    """Every text that people would see and no catalogue holds."""
    found: list[Problem] = []
    for part in parts:
        for path in part.template_files():
            found += [Problem(path, text, "bare text") for text in in_template(path)]
        for path in part.python_files():
            source = path.read_text(encoding="utf-8")
            found += [Problem(path, text, "bare text") for text in in_python(source)]
    return found


def in_template(path: Path) -> list[str]:
    """The bare texts of one template: HTML by its suffix, else plain text."""
    try:
        tree = _ENVIRONMENT.parse(path.read_text(encoding="utf-8"))
    except TemplateSyntaxError as error:
        return [f"line {error.lineno}: {error.message}"]
    found = [text for node in tree.body for text in _sentences(node)]
    flat = "".join(piece for node in tree.body for piece in _pieces(node))
    if path.suffix == ".txt":
        return found + [line.strip() for line in flat.splitlines() if _has_letters(line)]
    reader = _Reader()
    reader.feed(flat)
    reader.close()
    return found + reader.found


def _pieces(node: nodes.Node) -> Iterator[str]:
    """The template's own text in order, with a hole for each expression."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield "".join(_constants(node)) or _HOLE
    elif isinstance(node, nodes.Macro):
        inside = "".join(piece for child in node.body for piece in _pieces(child))
        # A macro may write nothing but attributes, into a tag that stands elsewhere.
        yield f"<i {inside}>" if '="' in inside and _ATTRIBUTES.fullmatch(inside) else inside
    else:
        for child in node.iter_child_nodes():
            if isinstance(node, nodes.Output) or not isinstance(child, nodes.Expr):
                yield from _pieces(child)


def _constants(node: nodes.Expr) -> Iterator[str]:
    """The literal outcomes of an expression that is shown as it is."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)
    elif isinstance(node, (nodes.Or, nodes.And)):
        yield from (*_constants(node.left), *_constants(node.right))
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from _constants(node.node)


def _sentences(node: nodes.Node) -> Iterator[str]:
    """Literals that begin like a sentence and are given to a macro or a variable."""
    if _is_translated(node) or isinstance(node, (nodes.Compare, nodes.Getitem, nodes.Test)):
        return
    # ``map(attribute="Person.full_name")`` names a thing of the program.
    if isinstance(node, nodes.Keyword) and node.key == "attribute":
        return
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.Const):
            yield from _sentences(child)
        # What is shown as it is, is read with the text around it (``_pieces``).
        elif not isinstance(node, nodes.Output) and _is_sentence(child.value):
            yield child.value


def _is_translated(node: nodes.Node) -> bool:
    called = node.node if isinstance(node, nodes.Call) else None
    return isinstance(called, nodes.Name) and called.name in FUNCTIONS


def _is_sentence(value: object) -> bool:
    return isinstance(value, str) and bool(_SENTENCE.match(value))


def _has_letters(text: str) -> bool:
    return any(c.isalpha() for c in text)


class _Reader(HTMLParser):
    """Collects text with letters, outside of what is marked as not to be translated."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent_tag: str | None = None
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._silent_tag is None:
            self._read_attributes(tag, given)
        self._enter(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent_tag is None:
            self._read_attributes(tag, {name: value or "" for name, value in attrs})

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        if tag in _VOID_ELEMENTS:
            return
        if self._silent_tag is None and (tag in _SILENT_ELEMENTS or given.get("translate") == "no"):
            self._silent_tag = tag
        if tag == self._silent_tag:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent_tag:
            self._depth -= 1
            if self._depth == 0:
                self._silent_tag = None

    def handle_data(self, data: str) -> None:
        if self._silent_tag is None and _has_letters(data):
            self.found.append(" ".join(data.replace(_HOLE, "…").split()))

    def _read_attributes(self, tag: str, given: dict[str, str]) -> None:
        if given.get("translate") == "no":
            return
        spoken = SPOKEN_ATTRIBUTES | ({"value"} if _is_button(tag, given) else frozenset())
        for name, value in given.items():
            if name in spoken and _has_letters(value):
                self.found.append(f"{name}={value.replace(_HOLE, '…')}")


def _is_button(tag: str, given: dict[str, str]) -> bool:
    return tag == "input" and given.get("type") in ("submit", "button", "reset")


def in_python(source: str) -> list[str]:
    """Literals given to what speaks to people, and messages that no extraction can see."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found += _in_call(node)
    return found


def _in_call(call: ast.Call) -> Iterator[str]:
    name = _called(call.func)
    if name in FUNCTIONS and call.args and not isinstance(call.args[0], ast.Constant):
        yield f"line {call.lineno}: {name}() needs a literal message"
    if name in SPEAKING_CALLS:
        yield from _words(call.args)
    yield from _words([k.value for k in call.keywords if k.arg in SPOKEN_KEYWORDS])


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _words(values: Iterable[ast.expr]) -> Iterator[str]:
    for value in values:
        if isinstance(value, ast.JoinedStr):
            yield f"line {value.lineno}: a text put together from pieces"
        literal = value.value if isinstance(value, ast.Constant) else None
        if isinstance(literal, str) and (_is_sentence(literal) or " " in literal):
            yield literal
