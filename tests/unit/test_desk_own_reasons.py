"""Reasons that the desk itself writes into its log, and how pages show them."""

from __future__ import annotations

import pytest

from crosstally.desk import own_reasons
from crosstally.desk.own_reasons import in_words
from crosstally.words import use_language


@pytest.mark.parametrize("language", ["en", "ru", "kk", "es", "ar"])
def test_every_reason_is_read_in_the_readers_language(language: str) -> None:
    for sentence in own_reasons.SENTENCES:
        written = sentence.format(link=3, station="101", record="7f3a")
        with use_language(language):
            shown = in_words(written)
        assert (shown == written) == (language == "en"), shown
        assert ("101" in shown) == ("{station}" in sentence)


def test_several_reasons_are_each_read() -> None:
    written = own_reasons.joined(
        own_reasons.BY_OPEN_LINK.format(link=12),
        own_reasons.NO_STATION_HERE.format(station="9; 9"),
        own_reasons.TOO_MANY_OF_STATION.format(station="101"),
    )
    assert in_words(written) == written
    with use_language("ru"):
        shown = in_words(written)
    assert "sending link" not in shown
    assert "9; 9" in shown
    assert "101" in shown


def test_what_a_person_typed_stays_as_it_is() -> None:
    assert in_words("note; ; again") == "note; ; again"
    with use_language("ru"):
        assert in_words("Torn; the lower half is missing") == "Torn; the lower half is missing"
