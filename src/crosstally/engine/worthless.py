"""SQL that finds how many sheets of an area would have to be worthless for a sum to be reached."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from crosstally.engine.connection import Engine, identifier, literal


def fewest_sheets(
    engine: Engine,
    sheets: str,
    tree: int,
    level: str,
    needs: Mapping[int, int],
    more: Sequence[str],
    less: Sequence[str] = (),
) -> dict[int, int]:
    """Area (by number, of a level) → the fewest of its sheets whose figures sum to what it needs,
    the largest first. Areas whose sheets all together do not reach it are left out.

    The figure of a sheet is the sum of ``more`` minus that of ``less``, at least zero; a figure
    that is no number counts as zero.
    """
    plus = " + ".join(f"coalesce(r.{identifier(name)}, 0)::BIGINT" for name in more)
    minus = "".join(f" - coalesce(r.{identifier(name)}, 0)" for name in less)
    wanted = literal(json.dumps([[area, need] for area, need in needs.items()]))
    return {
        int(area): int(count)
        for area, count in engine.rows(
            "WITH needs AS (SELECT pair[1] AS area, pair[2] AS need "
            f"FROM (SELECT unnest(from_json({wanted}, '[[\"BIGINT\"]]')) AS pair)), "
            f"figures AS (SELECT n.area, n.need, greatest({plus}{minus}, 0) AS figure "
            "FROM needs n JOIN ancestors a ON a.area = n.area "
            f"AND a.tree = {tree} AND a.level = {literal(level)} "
            f"JOIN stations s ON s.leaf_{tree} = a.leaf AND s.standing IN ('opened', 'moved') "
            f"JOIN {identifier(sheets)} r ON r.station = s.station), "
            "ranked AS (SELECT area, need, row_number() OVER w AS place, sum(figure) OVER w AS sum "
            "FROM figures WINDOW w AS "
            "(PARTITION BY area ORDER BY figure DESC ROWS UNBOUNDED PRECEDING)) "
            "SELECT area, min(place) FROM ranked WHERE sum >= need GROUP BY area"
        )
    }
