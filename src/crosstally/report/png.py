"""Pictures as PNG, for what shows no SVG: drawn by a library of the extra ``report``."""

from __future__ import annotations

from importlib import import_module

from crosstally.problems import InputError, Problem
from crosstally.words import _

ZOOM = 2.0
"""Pixels for each unit of a picture: sharp in print."""


def png(svg: bytes) -> bytes:
    """A picture as PNG. Raises ``InputError`` where the extra is not installed."""
    check_png()
    drawn: bytes = import_module("resvg_py").svg_to_bytes(svg_string=svg.decode("utf-8"), zoom=ZOOM)
    return bytes(drawn)


def check_png() -> None:
    """Raise ``InputError`` where no PNG can be drawn, before the work is done for it."""
    try:
        import_module("resvg_py")
    except ModuleNotFoundError as missing:
        raise InputError(
            [
                Problem(
                    _("PNG cannot be drawn: the package resvg-py is not installed"),
                    hint=_("pip install 'crosstally[report]', or leave --png out: SVG is written."),
                )
            ]
        ) from missing
