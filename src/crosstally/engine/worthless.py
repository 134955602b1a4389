"""SQL that finds how many sheets of an area would have to be worthless for a sum to be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosstally.engine.connection import Engine, identifier, literal


@dataclass(frozen=True)
class Needs:
    """What the sums of some areas lack, and what a worthless sheet can give: the sum of ``more``
    minus that of ``less``, at least zero."""

    areas: Mapping[int, int]
    """Area (by number) → how much."""
    more: Sequence[str]
    less: Sequence[str] = ()
    copies: Literal["least", "most"] = "least"
    """What a station has of each figure whose copies disagree."""


def fewest_sheets(
    engine: Engine, sheets: str, tree: int, level: str, needs: Sequence[Needs], disputed: bool
) -> list[dict[int, int]]:
    """For each of ``needs``: area of a level → the fewest of its sheets that give what it lacks,
    the largest first. Areas whose sheets all together do not are left out.

    A figure that is no number counts as zero. ``disputed``: whether there are copies that disagree.
    """
    wanted = [
        [area, at, lacks] for at, one in enumerate(needs) for area, lacks in one.areas.items()
    ]
    gains = " ".join(f"WHEN {at} THEN {_gain(one, disputed)}" for at, one in enumerate(needs))
    versions = f"LEFT JOIN {identifier(sheets + '_versions')} v ON v.station = s.station "
    found: list[dict[int, int]] = [{} for _ in needs]
    if not wanted:
        return found
    for at, area, count in engine.rows(
        "WITH needs AS (SELECT row[1] AS area, row[2] AS item, row[3] AS need FROM (SELECT "
        f"unnest(from_json({literal(json.dumps(wanted))}, '[[\"BIGINT\"]]')) AS row)), "
        "figures AS (SELECT n.area, n.item, n.need, "
        f"greatest(CASE n.item {gains} END, 0) AS figure FROM needs n "
        f"JOIN ancestors a ON a.area = n.area AND a.tree = {tree} AND a.level = {literal(level)} "
        f"JOIN stations s ON s.leaf_{tree} = a.leaf AND s.standing IN ('opened', 'moved') "
        f"JOIN {identifier(sheets)} r ON r.station = s.station {versions if disputed else ''}), "
        "ranked AS (SELECT area, item, need, "
        "row_number() OVER w AS place, sum(figure) OVER w AS sum FROM figures WINDOW w AS "
        "(PARTITION BY area, item ORDER BY figure DESC ROWS UNBOUNDED PRECEDING)) "
        "SELECT item, area, min(place) FROM ranked WHERE sum >= need GROUP BY item, area"
    ):
        found[at][int(area)] = int(count)
    return found


def _gain(needs: Needs, disputed: bool) -> str:
    def figure(name: str) -> str:
        counted = f"coalesce(r.{identifier(name)}, 0)::BIGINT"
        if not disputed:
            return counted
        outer = "least" if needs.copies == "least" else "greatest"
        other = f"v.{identifier(f'{needs.copies}:{name}')}"
        return f"{outer}({counted}, coalesce({other}, {counted}))"

    plus = " + ".join(figure(name) for name in needs.more)
    return plus + "".join(f" - {figure(name)}" for name in needs.less)
