"""The sentences of a pack's findings: in which language they are, whose they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crosstally import words
from crosstally.report.apart import NamesApart
from crosstally.site.names import Names


class Sentences(NamesApart):
    """Says the findings of a pack.

    ``places``: the names and codes of stations and areas.
    """

    def __init__(self, findings: Mapping[str, Any], names: Names, places: Iterable[str]) -> None:
        super().__init__((*names.all(), *places))
        self.names = names
        self.language = str(findings.get("language") or "en")
        self._several_sources = {
            contest
            for contest, result in (findings.get("contests") or {}).items()
            if len(result.get("totals") or {}) > 1
        }

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``, of the findings' language."""
        return words.direction(self.language)

    def about(self, finding: Mapping[str, Any]) -> list[str]:
        """The contest and the source of a finding, where it could be another's and its sentence
        does not say."""
        contest, source = (str(finding.get(key) or "") for key in ("contest", "source"))
        said = []
        if self.names.several_contests and contest:
            said.append(self.names.contest(contest))
        if contest in self._several_sources and source:
            said.append(self.names.source(source))
        return [name for name in said if name not in str(finding.get("message"))]
