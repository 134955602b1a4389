"""Frames, axes and shapes of a picture as SVG; colours come by class, so that a page's policy and
dark mode hold for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from textwrap import wrap

from markupsafe import Markup, escape

from crosstally.report.saying import clean
from crosstally.words import number

WIDTH, HEIGHT = 560, 350
LEFT, RIGHT, TOP, BOTTOM = 76, 20, 12, 58
LINE = 20
SIGNS, AXIS_SIGNS = 62, 50
"""Units and signs of a line of text below the frame, and of a title of the axis across."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """One direction of a picture, from ``least`` to ``most``."""

    title: str
    least: float
    most: float
    ticks: Sequence[tuple[float, str]]

    def at(self, value: float) -> float:
        """A value as a part of the axis, 0 to 1."""
        return (value - self.least) / ((self.most - self.least) or 1)


def percent_axis(title: str, most: int = 100) -> Axis:
    """0 to 100 percent."""
    return Axis(title, 0, most, [(value, str(value)) for value in range(0, most + 1, 20)])


def count_axis(title: str, most: float) -> Axis:
    """From zero to at least ``most``."""
    marks = marks_between(0, max(most, 1))
    top = marks[-1] + (marks[1] - marks[0] if marks[-1] < most else 0)
    named = [*marks, top] if top > marks[-1] else marks
    return Axis(title, 0, top, [(value, number(int(value))) for value in named])


def marks_between(least: float, most: float) -> list[float]:
    """Round values in between, at steps of 1, 2 or 5 times a power of ten."""
    power: float = 10 ** floor(log10((most - least) / 5))
    step = next(f * power for f in (1, 2, 5, 10) if (most - least) / (f * power) <= 5.5)
    first = ceil(least / step)
    return [step * i for i in range(first, floor(most / step) + 1)]


@dataclass(frozen=True)
class Frame:
    """Where the values of two axes lie in the picture."""

    across: Axis
    up: Axis
    left: float = LEFT

    @property
    def titles(self) -> list[str]:
        """The lines of the title of the axis across."""
        return wrap(self.across.title, AXIS_SIGNS) or [""]

    @property
    def bottom(self) -> float:
        """The lower end of the axis up, with room for its figures and for the title below."""
        return HEIGHT - BOTTOM - LINE * (len(self.titles) - 1)

    def x(self, value: float) -> float:
        """Units from the left."""
        return self.left + self.across.at(value) * (WIDTH - RIGHT - self.left)

    def y(self, value: float) -> float:
        """Units from the top."""
        return self.bottom - self.up.at(value) * (self.bottom - TOP)

    def boxes(self, kind: str, boxes: Iterable[tuple[float, float, float, float]]) -> Markup:
        """Rectangles (from, to across; from, to up) of one class, as one path."""
        parts = []
        for x0, x1, y0, y1 in boxes:
            left, top = self.x(x0), self.y(y1)
            size = f"h{self.x(x1) - left:.2f}v{self.y(y0) - top:.2f}H{left:.2f}z"
            parts.append(f"M{left:.2f} {top:.2f}{size}")
        return _element("path", kind, d="".join(parts))

    def line(self, kind: str, points: Iterable[Point]) -> Markup:
        """A line through points."""
        return _element("polyline", kind, points=self._points(points))

    def area(self, kind: str, points: Iterable[Point]) -> Markup:
        """The area inside points."""
        return _element("polygon", kind, points=self._points(points))

    def dots(self, kind: str, points: Iterable[Point], radius: float = 5) -> Markup:
        """A round mark at each point."""
        return Markup("").join(_mark(kind, self.x(x), self.y(y), radius) for x, y in points)

    def text(self, said: str, x: float, y: float, kind: str = "") -> Markup:
        """Words at a place of the frame."""
        return text(said, self.x(x), self.y(y), kind)

    def axes(self) -> Markup:
        """Lines, figures and titles of both axes."""
        bottom, right = self.bottom, WIDTH - RIGHT
        parts = [
            _element("path", "axis", d=f"M{self.left} {TOP}V{bottom}H{right}"),
            *(
                text(line, (self.left + right) / 2, bottom + BOTTOM - 10 + LINE * i, "middle")
                for i, line in enumerate(self.titles)
            ),
            Markup('<g transform="rotate(-90)">')
            + text(self.up.title, -(TOP + bottom) / 2, 14, "middle")
            + Markup("</g>"),
        ]
        for value, said in self.across.ticks:
            parts.append(text(said, self.x(value), bottom + 21, "tick middle"))
        for value, said in self.up.ticks:
            y = self.y(value)
            parts.append(_element("path", "grid", d=f"M{self.left} {y:.2f}H{right}"))
            parts.append(text(said, self.left - 6, y + 5, "tick end"))
        return Markup("").join(parts)

    def _points(self, points: Iterable[Point]) -> str:
        return " ".join(f"{self.x(x):.2f},{self.y(y):.2f}" for x, y in points)


def text(said: str, x: float, y: float, kind: str = "") -> Markup:
    """Words at a place of the picture."""
    return Markup('<text x="{}" y="{}" class="{}">{}</text>').format(
        f"{x:.1f}", f"{y:.1f}", kind, clean(said)
    )


def svg(
    name: str,
    title: str,
    description: str,
    drawn: Markup,
    below: Sequence[str],
    keys: Sequence[tuple[str, str]] = (),
) -> Markup:
    """A whole picture; ``below`` are paragraphs inside it, the caveat among them, ``keys`` the
    classes of curves, lines and areas with what they stand for."""
    lines = [line for paragraph in below for line in wrap(paragraph, SIGNS)]
    marks = [_key(kind, HEIGHT + 11 + LINE * i) for i, (kind, _name) in enumerate(keys)]
    named = [text(name, 56, HEIGHT + 16 + LINE * i, "caveat") for i, (_, name) in enumerate(keys)]
    first = HEIGHT + 16 + LINE * len(keys)
    said = [*marks, *named, *(text(o, 8, first + LINE * i, "caveat") for i, o in enumerate(lines))]
    height = first + LINE * len(lines)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {width} {height}" '
        'role="img" aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{title}</title>'
        '<desc id="{name}-d">{desc}</desc><rect class="ground" width="{width}" '
        'height="{height}"/>{drawn}</svg>'
    ).format(
        width=WIDTH,
        height=height,
        name=name,
        title=clean(title),
        desc=clean(description),
        drawn=drawn + Markup("").join(said),
    )


def _key(kind: str, y: float) -> Markup:
    """A curve's line and mark, a line or a patch, beside what it stands for."""
    if kind == "expected":
        return _element("polyline", kind, points=f"8,{y:.1f} 48,{y:.1f}")
    if not kind.startswith("lead-"):
        return _element("path", kind, d=f"M8 {y - 6:.1f}h40v12H8z")
    line = _element("polyline", f"curve {kind}", points=f"8,{y:.1f} 48,{y:.1f}")
    return line + _mark(f"dot {kind}", 28, y, 5)


def _mark(kind: str, x: float, y: float, radius: float) -> Markup:
    return _element("circle", kind, cx=f"{x:.2f}", cy=f"{y:.2f}", r=f"{radius:g}")


def _element(tag: str, kind: str, **attributes: str) -> Markup:
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return Markup(f'<{tag} class="{escape(kind)}"{said}/>')  # noqa: S704 -- escaped
