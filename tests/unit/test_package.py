"""``import crosstally as ct``: the few names it offers, in whatever order they are asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

ORDERS = {
    "check first": "ct.check",
    "open first": "ct.open; ct.check",
    "the room imported before": "import crosstally.check.result; ct.check",
    "the room's modules by name": "from crosstally.check import registry; ct.check",
}


@pytest.mark.parametrize("order", ORDERS)
def test_check_can_be_called_whatever_was_imported_before(order: str) -> None:
    code = f"""
import crosstally as ct
{ORDERS[order]}
try:
    ct.check()
except TypeError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "missing 1 required positional argument" in done.stdout


def test_every_name_it_offers_is_there() -> None:
    import crosstally

    for name in crosstally.__all__:
        assert getattr(crosstally, name) is not None
    assert set(dir(crosstally)) >= set(crosstally.__all__)


def test_a_name_it_does_not_offer_is_an_attribute_error() -> None:
    import crosstally

    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        crosstally.chekc  # noqa: B018
