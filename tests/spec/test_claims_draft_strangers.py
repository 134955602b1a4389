"""Articles in styles that no pattern was made for: which of the statements of the founding case are
found in each, and that nothing else is tested.

A broadcaster's page with its furniture, a live blog in reverse order, a scholar's note with
footnotes and two decimals, and a weekly's column. Then two other elections.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crosstally.claims.drafting.draft import draft_claims
from crosstally.cli.claims import claims as verbs
from crosstally.election.folder import open_folder

from .drafted_claims import (
    AK_ZHOL,
    ELECTION,
    FIRST,
    HIGHER,
    HIGHER_THAN_FINAL,
    JOIN,
    LOWEST,
    NUR_OTAN,
    OSDP,
    PASSES,
    SECOND,
    SEVEN,
    drafted,
    share,
    written,
)

ARTICLES = Path(__file__).parent / "articles"
DATASETS = Path(__file__).parents[2] / "src/crosstally/datasets/folders"
FOUND: dict[str, list[dict[str, Any]]] = {
    "broadcast.html": [
        *(NUR_OTAN, AK_ZHOL, PASSES, JOIN, OSDP, HIGHER_THAN_FINAL, SEVEN, SECOND, FIRST, LOWEST)
    ],
    "liveblog.txt": [
        *(NUR_OTAN, JOIN, OSDP, HIGHER, SECOND, FIRST, PASSES, SEVEN, NUR_OTAN, AK_ZHOL, LOWEST),
        share("nur_otan", "80.74%", stage="preliminary"),
        share("ak_zhol", "7.46%", stage="preliminary"),
        share("cppk", "7.2%", stage="preliminary"),
        {"measure": "turnout", "equals": "75.1%", "at": "2012-01-15T20:00"},
    ],
    "scholar.txt": [
        share("nur_otan", "80.99%"),
        share("ak_zhol", "7.47%"),
        share("cppk", "7.19%"),
        PASSES,
        share("osdp", "1.68%"),
        *(HIGHER_THAN_FINAL, SEVEN, JOIN, SECOND, FIRST),
        {**LOWEST, "at": "2012-01-15T20:00"},
    ],
    # Its turnout is of “a city where …”, and what Ak Zhol “had to make do with” follows a sentence
    # about Belarus: both are recorded without a test.
    "column.txt": [NUR_OTAN, PASSES, JOIN, OSDP, SEVEN, HIGHER_THAN_FINAL, SECOND, FIRST],
}
RECORDED = ("declaration", "barred", "free and fair", "protesters")
NEVER = (
    "91%",
    "17 percent",
    "50 percent at most",
    "steppe_wolf",
    "Croatia",
    "partners use cookies",
)


@pytest.mark.parametrize("name", FOUND)
def test_the_founding_case_as_strangers_tell_it(name: str) -> None:
    claims = draft_claims((ARTICLES / name).read_text(encoding="utf-8"), ELECTION).claims
    assert [test for claim in claims for test in written(claim)] == FOUND[name]
    every = " ".join(claim.sentence for claim in claims)
    assert all(words in every for words in RECORDED)
    assert not any(words in every for words in NEVER)


def test_one_province_of_a_country() -> None:
    """What is said of the country, of the first round and of neighbours has no test."""
    article = ARTICLES / "province.txt"
    result = CliRunner().invoke(verbs, ["draft", str(article), "--election", "cankiri-2023"])
    assert result.exit_code == 0
    for piece in (
        "area: ORTA\n      equals: 90.9%",
        "area: SABANOZU\n      level: district\n      quantifier: highest",
        "measure: turnout\n      equals: 86.4%",
        "station: ATKARACALAR/1001",
    ):
        assert piece in result.output
    for figure in ("52.2%", "71.6%", "68%", "51%", "76%"):
        assert f"equals: {figure}" not in result.output


def test_bulletins_and_copies_of_sheets() -> None:
    """The authority's counts have tests; what copies of sheets are said to show has none."""
    election = open_folder(DATASETS / "venezuela-2024")
    text = (ARTICLES / "bulletins.txt").read_text(encoding="utf-8")
    assert drafted(text, election) == [
        {"measure": "rank", "option": "eg", "level": "state", "quantifier": "every", "equals": "1"},
        {"measure": "votes", "option": "nm", "equals": "6408844"},
        {"measure": "votes", "option": "eg", "equals": "5326104"},
        {"measure": "turnout", "equals": "59.97%"},
        {"measure": "options", "equals": "10"},
    ]
