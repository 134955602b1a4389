"""The files by which a desk is made a service say what the command understands."""

from __future__ import annotations

import re

import pytest
import yaml

from crosstally.cli.app import command_line
from tests.docs.test_readme import ROOT

DEPLOY = ROOT / "docs" / "deploy"
GUIDE = (ROOT / "docs" / "how-to" / "desk-server.md").read_text(encoding="utf-8")
OPTIONS = {
    option
    for parameter in command_line().commands["desk"].commands["serve"].params
    for option in parameter.opts
}


@pytest.mark.parametrize("name", ["crosstally-desk.service", "compose.yaml"])
def test_the_options_are_those_of_the_command(name: str) -> None:
    started = [
        line for line in (DEPLOY / name).read_text().splitlines() if "crosstally desk /" in line
    ]
    assert len(started) == 1
    assert set(re.findall(r"--[a-z]+", started[0])) <= OPTIONS


def test_pictures_may_lie_in_a_bucket() -> None:
    written = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    given = set(written["services"]["desk"]["environment"])
    named = set(re.findall(r"(?:AWS|PICTURES)_[A-Z0-9_]+(?==)", GUIDE))
    assert "PICTURES_URL" in named
    assert named <= given


def test_only_the_web_server_is_reached_from_outside() -> None:
    written = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert [name for name, one in written["services"].items() if "ports" in one] == ["web"]
    (network,) = written["networks"]["default"]["ipam"]["config"]
    (command,) = [part for part in written["services"]["desk"]["command"] if "--proxy" in part]
    assert command.split("--proxy ")[1] == network["subnet"]
