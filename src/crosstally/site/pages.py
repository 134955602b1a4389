"""The pages of the site, and what its script has to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from crosstally import words
from crosstally.check.registry import load_codes
from crosstally.claims.result import Verdict
from crosstally.election.definition import Stage
from crosstally.findings import Tier
from crosstally.ledger.checkpoint import Checkpoint
from crosstally.ledger.notes import Note
from crosstally.pack.layout import Table
from crosstally.report import names as labels
from crosstally.report.saying import clean
from crosstally.report.templating import page_environment
from crosstally.site import shards
from crosstally.site.addresses import area_address, station_address
from crosstally.site.announced import Stating
from crosstally.site.names import Names
from crosstally.site.places import Places
from crosstally.site.script_words import script_words
from crosstally.site.seats import seats_views
from crosstally.site.sentences import Sentences
from crosstally.site.stated_areas import StatedAreas

_HERE = Path(__file__).parent
_REPORT = _HERE.parent / "report" / "assets"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
FINDINGS_SHOWN = 300
"""On the first page, of all tiers together, the decisive first; the others are in the report."""
CLAIMS_SHOWN = 150
PAGES = ("index", "area", "station", "check", "downloads")


def write_pages(
    folder: Path,
    about: Mapping[str, Any],
    findings: Mapping[str, Any],
    names: Names,
    places: Places,
    stating: Stating,
    sentences: Sentences,
    log: tuple[Note, Checkpoint],
    downloads: Mapping[str, int],
) -> None:
    """Write the pages and the style and script that they share."""
    context = {
        "language": words.language(),
        "direction": words.direction(),
        "policy": POLICY,
        "about": about,
        "title": clean(names.title),
        "findings": findings,
        "sentences": sentences,
        "labels": labels,
        "tiers": _tiers(findings, places, sentences),
        "totals": _totals(findings, names),
        "announced": stating.views(),
        "seats": seats_views(stating, names),
        "claims": [_claim(claim) for claim in findings.get("claims", [])[:CLAIMS_SHOWN]],
        "claims_count": len(findings.get("claims", [])),
        "root": area_address(places.root),
        "has_places": bool(places.stations) or len(places.areas) > 1,
        "areas": {
            names.level(level): [(area_address(one), places.areas[one].name) for one in inside]
            for level, inside in _below(places).items()
        },
        "checkpoint": log[1],
        "is_signed": bool(log[0].signatures),
        "downloads": downloads,
    }
    for page in PAGES:
        text = _environment().get_template(f"{page}.html.j2").render(context, page=page)
        (folder / f"{page}.html").write_bytes(text.encode("utf-8", "replace"))
    style = (_REPORT / "report.css").read_bytes() + (_HERE / "assets" / "site.css").read_bytes()
    (folder / "site.css").write_bytes(style)
    for name in ("site.js", "icon.svg"):
        (folder / name).write_bytes((_HERE / "assets" / name).read_bytes())


def write_settings(
    folder: Path,
    names: Names,
    places: Places,
    stated: StatedAreas,
    sentences: Sentences,
    lacking: Sequence[int],
    log: tuple[Note, Checkpoint],
    counts: Mapping[str, int],
    firsts: Sequence[str],
) -> None:
    """Write ``data/site.js``: names, sizes, the script's words, the directory of the search.

    ``lacking``: the tables of sheets that lack a way of voting.
    """
    said = {
        "words": script_words(),
        "thousands": words.number(1000)[1:-3],
        "title": names.title,
        "said": [sentences.language, sentences.direction],
        "sheets": [_table(table, names) for table in places.sheets],
        "lacking": lacking,
        "returns": [_table(table, names) for table in places.returns],
        "announced": stated.figures,
        "levels": [
            [level, names.level(level)]
            for level in sorted({area.level for area in places.areas.values()})
        ],
        "stages": [[stage.value, labels.stage_label(stage.value)] for stage in Stage],
        "counts": counts,
        "rows": shards.ROWS_PER_LIST,
        "first": firsts,
        "log": str(log[0]),
        "root": places.root,
    }
    target = folder / "data" / "site.js"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = f"crosstally.start({shards.encoded(said)});\n"
    target.write_bytes(text.encode("utf-8", "replace"))


def _table(table: Table, names: Names) -> list[object]:
    figures = [[name, names.figure(table.contest, name)] for name in table.figures]
    contest = names.contest(table.contest)
    return [contest, table.contest, names.source(table.source), table.source, figures]


def _tiers(
    findings: Mapping[str, Any], places: Places, sentences: Sentences
) -> list[dict[str, Any]]:
    """The findings by tier, so many of them as a page has room for, with their places' pages.

    As in the report, a tier of which no check was run is left out, but for the decisive one.
    """
    codes = load_codes()
    shown, room = [], FINDINGS_SHOWN
    truncated = findings.get("truncated") or {}
    checked = {one.get("code") for one in findings.get("runs", []) if one.get("checked")}
    run = {code.tier for name, code in codes.items() if name in checked}
    for tier in Tier:
        held = [one for one in findings["findings"] if one.get("tier") == tier.value]
        more = sum(n for code, n in truncated.items() if code in codes and codes[code].tier is tier)
        if not held and tier not in run | {Tier.DECISIVE}:
            continue
        rows = [
            {
                **one,
                "address": _address(one.get("area"), places),
                "about": sentences.about(one),
            }
            for one in held[:room]
        ]
        room -= len(rows)
        count = len(held) + more
        shown.append(
            {
                "id": tier.value,
                "label": labels.tier_label(tier),
                "in_short": labels.tier_in_short(tier, count),
                "meaning": labels.tier_meaning(tier),
                "count": count,
                "rows": rows,
                "more": count - len(rows),
            }
        )
    return shown


def _below(places: Places) -> dict[str, list[str]]:
    """The areas right below the whole place, so many as a page has room for."""
    room, shown = FINDINGS_SHOWN, dict[str, list[str]]()
    for level, inside in places.below(places.areas[places.root]).items():
        if room:
            shown[level] = inside[:room]
            room -= len(shown[level])
    return shown


def _address(place: object, places: Places) -> str | None:
    if place in places.stations:
        return station_address(str(place))
    return area_address(str(place)) if place in places.areas else None


def _totals(findings: Mapping[str, Any], names: Names) -> list[dict[str, Any]]:
    """The totals of each contest: sources across, figures down; each figure with the number of
    stations held at which it could not be read."""
    views = []
    for contest, result in (findings.get("contests") or {}).items():
        totals = result.get("totals") or {}
        rows: dict[str, list[tuple[int | None, int]]] = {}
        for kind in ("options", "fields"):
            for figure in dict.fromkeys(f for one in totals.values() for f in one[kind]):
                rows[names.figure(contest, figure)] = [
                    (one[kind].get(figure), one["incomplete"].get(figure, 0))
                    for one in totals.values()
                ]
        if totals:
            sources = [
                (names.source(source), labels.coverage(one["stations_held"], one["stations_known"]))
                for source, one in totals.items()
            ]
            views.append({"name": names.contest(contest), "sources": sources, "rows": rows})
    return views


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    verdict = claim.get("verdict")
    known = Verdict(verdict) if verdict in {one.value for one in Verdict} else None
    return {
        **claim,
        "label": labels.verdict_label(known),
        "kind": known.value if known else "recorded",
    }


@cache
def _environment() -> Environment:
    return page_environment(_HERE / "templates")
