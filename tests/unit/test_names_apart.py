"""Names from right to left in composed text stand apart from the numbers beside them."""

from __future__ import annotations

import pytest

from crosstally.report.apart import NamesApart

NAMES = NamesApart(["حزب النور 1", "حزب", "Council مجلس 1", "اللجنة العليا 2024", "Ak Zhol", "م-7"])


@pytest.mark.parametrize(
    ("sentence", "apart"),
    [
        ("Nothing of Ak Zhol 12", []),
        ("حزب النور 1 948 and 918", ["حزب النور 1"]),
        ("حزب النور 12 and 918", ["حزب النور"]),
        ("Council مجلس 1: 20", ["Council مجلس 1"]),
        ("Station م-7, م-77", ["م-7", "م"]),
        ("in الجريدة الرسمية 14, page 3", ["الجريدة الرسمية"]),
        ("(اللجنة العليا 2024, 2024-05-13)", ["اللجنة العليا 2024"]),
        ("\u202eحزب النور 1\u202c 5", ["حزب النور 1"]),
    ],
)
def test_names_stand_apart_and_nothing_is_lost(sentence: str, apart: list[str]) -> None:
    parts = NAMES.parts(sentence)
    assert parts[1::2] == apart
    assert "".join(parts) == sentence.replace("\u202e", "").replace("\u202c", "")


def test_what_is_no_markup_stays_none() -> None:
    assert NAMES.markup("<b> حزب 7") == "&lt;b&gt; <bdi>حزب</bdi> 7"
