"""A check's result as one self-contained page that loads nothing and allows nothing else to run."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from crosstally import words
from crosstally.check.result import CheckResult
from crosstally.report import names as labels
from crosstally.report import view
from crosstally.report.geography import map_views
from crosstally.report.glossary import glossary
from crosstally.report.names import Names
from crosstally.report.pictures import pictures
from crosstally.report.records import record_sections
from crosstally.report.saying import said
from crosstally.report.seat_steps import goes_on
from crosstally.report.seat_views import recomputed_view
from crosstally.report.statistics import statistics_sections
from crosstally.report.templating import page_environment
from crosstally.report.tiers import tiers
from crosstally.report.writing import write_whole

_HERE = Path(__file__).parent


def write_report(result: CheckResult, path: Path, language: str = "en") -> None:
    """Write the page in a language: one HTML file that works without a network.

    The page is bounded: 2,000 station differences and 500 findings a code, with a line that says
    how many more there are. Raises ``InputError`` where the file cannot be written.
    """
    write_whole(path, report_bytes(result, language))


def report_bytes(result: CheckResult, language: str = "en", folder: str | None = None) -> bytes:
    """The page as it is written, in UTF-8. ``folder`` is where its readers find the election
    folder; left out: where it is called as it is now."""
    return render_report(result, language, folder).encode("utf-8", "replace")


def render_report(result: CheckResult, language: str = "en", folder: str | None = None) -> str:
    """The page as text; a language that has no catalogue yet falls back to English."""
    known = language if language in words.languages() else "en"
    with words.use_language(known):
        return (
            _environment()
            .get_template("report.html.j2")
            .render(_context(result, folder or result.election.folder.name))
        )


def _context(result: CheckResult, folder: str) -> Mapping[str, Any]:
    names = Names(result)
    tested, recorded = view.claims_apart(result)
    style = _asset("report.css") + (_asset("pictures.css") if result.statistics else "")
    script = _asset("report.js")
    return {
        "language": words.language(),
        "folder": shlex.quote(folder),
        "direction": words.direction(),
        "policy": (
            f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        "style": Markup(style),  # noqa: S704 -- our own files
        "script": Markup(script),  # noqa: S704
        "result": result,
        "definition": result.election.definition,
        "names": names,
        "contests": list(result.contests.values()),
        "tiers": tiers(result),
        "totals": view.totals_views(result, names),
        "announced": view.announced_views(result, names),
        "coverage": {id_: view.coverage_views(item) for id_, item in result.contests.items()},
        "maps": map_views(result, names),
        "stations": view.stations_views(result, names),
        "seats": {
            id_: [recomputed_view(item, result.election.definition) for item in contest.recomputed]
            for id_, contest in result.contests.items()
        },
        "goes_on": goes_on(),
        "tested": tested,
        "recorded": recorded,
        "sentences": {item.claim.id: item.claim.sentence for item in (*tested, *recorded)},
        "statistics": statistics_sections(result),
        "records": record_sections(result),
        "pictures": pictures(result),
        "runs": view.runs_in_order(result.runs),
        "glossary": glossary(),
        "limits": view,
    }


@cache
def _environment() -> Environment:
    environment = page_environment(_HERE / "templates")
    environment.filters |= {
        "say": said,
        "translated": words._,
        "percent": words.percent,
        "width": _width,
        "fingerprint": _fingerprint,
    }
    environment.globals["labels"] = labels
    return environment


def _width(share: Fraction | None) -> str:
    """A share as a length out of 100, for pictures."""
    return "0" if share is None else f"{max(0.0, min(1.0, float(share))) * 100:.2f}"


def _fingerprint(text: str) -> str:
    """A short name for use in ids, whatever signs a source's id holds."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
