"""The guide to statistics quotes what the command prints."""

from __future__ import annotations

from crosstally.forensics.calibration import calibration
from tests.docs.test_readme import ROOT


def test_the_sentence_that_the_guide_explains_is_the_one_that_is_printed() -> None:
    guide = (ROOT / "docs" / "how-to" / "statistics.md").read_text(encoding="utf-8")
    shipped = calibration("integer_percentages")
    assert shipped is not None
    assert shipped.said(8.0).text in " ".join(guide.split())
    assert shipped.example is not None
