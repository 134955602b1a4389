"""SQL over sheets that came by several ways of voting, against those of one way alone."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.engine.connection import Engine, identifier


def stations_of_one_channel(
    engine: Engine, whole: str, part: str, differing: str, figures: Sequence[str]
) -> dict[str, list[str]]:
    """Channel of ``whole`` → the stations of ``differing`` (see ``create_differing``) at which
    ``part``, which names no channel, has exactly the figures that came by that one way. ``whole``
    must be made of single rows (``create_sheets``)."""
    own = ", ".join(f"l.{identifier(figure)}" for figure in figures)
    other = ", ".join(f"p.{identifier(figure)}" for figure in figures)
    rows = engine.rows(
        f"SELECT l.channel, l.station FROM {identifier(whole + '_latest')} l "
        f"JOIN {identifier(differing)} d ON d.station = l.station "
        f"JOIN {identifier(part)} p ON p.station = l.station "
        f"""WHERE l.turn = 1 AND l.channel <> '' AND p."#channels" = '' """
        f"AND ({own}) IS NOT DISTINCT FROM ({other}) ORDER BY l.channel, l.station"
    )
    found: dict[str, list[str]] = {}
    for channel, station in rows:
        found.setdefault(str(channel), []).append(str(station))
    return found
