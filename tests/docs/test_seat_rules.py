"""The rules that the guide shows are rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from crosstally.election.rule import Rule

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "seat-rules.md"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_rule_of_the_guide_is_one(example: str) -> None:
    read = yaml.load(example, Loader=yaml.BaseLoader)  # noqa: S506 -- builds texts alone
    Rule.model_validate(read["rule"])
