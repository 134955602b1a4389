"""Adding an entry to a YAML file that a person wrote: every line that stands there stays."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from crosstally.problems import InputError, Problem
from crosstally.words import _


def with_entry(text: str, key: str, lines: Sequence[str], shown: str) -> str:
    """The text with ``lines``, indented by two, as the last entry of the top-level ``key``.

    A key that is not there is added at the end. Raises ``InputError`` where the entries stand
    between braces, in a row: then only a person can add one. ``text`` has to be valid YAML.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for name, value in pairs if name.value == key), None)
    if node is None or (isinstance(node, yaml.ScalarNode) and node.value in ("", "~", "null")):
        return _at_the_end(text, key, lines, node)
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        raise InputError(
            Problem(
                _("`{key}:` is written in one row, which nothing is added to").format(key=key),
                shown,
                node.start_mark.line + 1,
                hint=_("Write each entry on lines of its own, or add this one: ")
                + " ".join(line.strip() for line in lines),
            )
        )
    written = text.splitlines()
    at = _after(node, written)
    indent = " " * node.start_mark.column
    added = [f"{indent}{line[2:]}" if line.strip() else line for line in lines]
    return "\n".join([*written[:at], *added, *written[at:]]) + "\n"


def _at_the_end(text: str, key: str, lines: Sequence[str], node: yaml.Node | None) -> str:
    if node is not None:  # the key stands there, with nothing below it
        written = text.splitlines()
        at = node.start_mark.line
        while not written[at].startswith(f"{key}:"):
            at -= 1
        return "\n".join([*written[: at + 1], *lines, *written[at + 1 :]]) + "\n"
    blank = "" if not text or text.endswith("\n") else "\n"
    return f"{text}{blank}\n{key}:\n" + "\n".join(lines) + "\n"


def _after(node: yaml.Node, written: Sequence[str]) -> int:
    """The number of lines up to the end of a node, its last remarks included."""
    last = node
    while isinstance(last, yaml.CollectionNode) and not last.flow_style and last.value:
        entry = last.value[-1]
        last = entry[1] if isinstance(entry, tuple) else entry
    mark = last.end_mark
    at = mark.line + (1 if mark.column else 0)
    while at < len(written) and _is_inner_remark(written[at], node.start_mark.column):
        at += 1
    return int(at)


def _is_inner_remark(line: str, column: int) -> bool:
    return line.lstrip().startswith("#") and len(line) - len(line.lstrip()) >= max(column, 1)
