"""Which methods there are: the files of ``methods``, each loaded when it is used."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from crosstally import words
from crosstally.problems import suggestion

if TYPE_CHECKING:
    from crosstally.forensics.declaration import Method

_METHODS = "crosstally.forensics.methods"


@cache
def method_names() -> tuple[str, ...]:
    """The names of all methods, sorted; none of them is loaded."""
    paths = import_module(_METHODS).__path__
    return tuple(sorted(found.name for found in pkgutil.iter_modules(paths)))


def method(name: str) -> Method:
    """The declaration of a method. Raises ``ValueError`` with the nearest name where there is
    none."""
    if name not in method_names():
        said = words._("there is no method {read}").format(read=repr(name))
        raise ValueError(f"{said}. {suggestion(name, method_names())}")
    declared: Method = import_module(f"{_METHODS}.{name}").METHOD
    return declared


def method_function(name: str) -> Callable[..., Any]:
    """The function of a method, which takes plain arrays."""
    function: Callable[..., Any] = getattr(import_module(f"{_METHODS}.{name}"), name)
    return function
