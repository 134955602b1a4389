"""What the code says of its classes' attributes: the texts that stand under them.

Python forgets such texts; they are read from the source.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise


def attribute_texts(cls: type) -> dict[str, str]:
    """Attribute → the text that stands under it, for a class and the classes it builds on."""
    texts: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("crosstally."):
            texts |= _own_texts(base)
    return texts


def _own_texts(cls: type) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    texts: dict[str, str] = {}
    for node, after in pairwise(body):
        name = _assigned(node)
        if (
            name
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            texts[name] = paragraph(after.value.value)
    return texts


def _assigned(node: ast.stmt) -> str | None:
    match node:
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def paragraph(text: str | None) -> str:
    """A text on one line, with code as Markdown has it."""
    return " ".join(inspect.cleandoc(text or "").split()).replace("``", "`")


def cell(text: str) -> str:
    """A text as a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")
