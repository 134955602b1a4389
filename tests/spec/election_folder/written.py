"""A folder that is in order, to be changed by each case, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.election.folder import open_folder
from crosstally.problems import InputError

ELECTION = """\
id: example
title: An example
date: 2024-05-12
levels: [country, region, station]
sources:
  cec: Central commission
  watch: {name: Observers, kind: observer}
registers:
  june: {voters: 1000, source: cec}
sheets:
  protocol:
    fields:
      registered: Voters on the list
      valid: Valid ballots
      invalid: Invalid ballots
    relations:
      - relation: options == valid
      - {relation: valid + invalid <= registered, strength: should, tolerance: 3}
contests:
  president:
    options:
      ana: Ana Lima
      ben: {name: Ben Okoro, aliases: [B. Okoro]}
"""


ANNOUNCEMENTS = """\
announcements:
  - id: first
    source: cec
    stage: preliminary
    at: 2024-05-12T23:00
    percent: {ana: 60.0, ben: 40.0}
    turnout: 70.20%
"""


AREAS = """\
id,name,level,parent
north,The North,region,all
south,The South,region,all
1,School,station,north
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with each first part replaced once by the second; it must be there."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def problems_of(folder: Path) -> list[str]:
    """What is said of a folder, with the folder's own path left out."""
    with pytest.raises(InputError) as caught:
        open_folder(folder)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]
