"""What claims.yaml may say, and the mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.claims.folder import load_claims
from crosstally.election.folder import open_folder
from crosstally.problems import InputError
from tests.spec.claims_evidence import EXAMPLE


def test_every_mistake_in_claims_yaml_is_named_at_once(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(
        """claims:
  - id: a
    who: X
    sentence: One.
    test: {measure: share, option: nur_otann, equals: 81%}
  - id: a
    who: X
    sentence: Two.
    test: {measure: turnout, quantifier: lowest, level: regions, area: Almatty}
    links: [{kind: denies, claim: zz}]
  - id: c
    who: X
    sentence: Four.
    test: {measure: shares, option: cppk, equals: 7%}
  - id: b
    who: X
    sentence: Three.
    clauses:
      - text: t
        test: {measure: share, option: cppk, equals: 7.2}
      - text: u
        test: {measure: votes, option: cppk, on: sheets, above: {announcement: finale}}
      - text: v
        test: {measure: rank, option: cppk, quantifier: every, equals: 2}
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as caught:
        load_claims(open_folder(tmp_path))
    said = [str(problem) for problem in caught.value.problems]
    assert len(said) == 9
    for piece in (
        ":14:12: claims (c).test.measure: does not fit; read 'shares'",
        ":5:28: claims (a).test.option: there is no option of that name",
        "'nur_otan'?",
        ":6:5: claims (a).id: another claim has this id",
        "no level of that name; read 'regions'. Did you mean 'region'?",
        "no such area; read 'Almatty'. Did you mean 'Almaty",
        "no claim of that name; read 'zz'",
        "share is a percentage; read '7.2'. Write 7.2% if that is meant.",
        "no announcement of that name; read 'finale'. Did you mean 'final'?",
        "the quantifier every needs a level",
    ):
        assert any(piece in line for line in said), (piece, said)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("measure: rank, option: cppk, equals: 0", "the first place is 1; read '0'"),
        ("measure: share, option: cppk, equals: 500%", "is more than the whole, 100 percent"),
        ("measure: turnout, option: cppk, above: 3%", "turnout is of all voters and has no option"),
        ("measure: turnout, over: options, quantifier: every, above: 3%", "has no option"),
        (
            "measure: seats, over: options, except: [OPTIONS], quantifier: every, above: 0",
            "every option is excepted: none is asked",
        ),
        ("measure: seats, over: options, quantifier: exactly, n: 1.0, above: 0", "digits alone"),
    ],
)
def test_a_test_that_asks_nothing_is_refused(tmp_path: Path, test: str, said: str) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    opened = open_folder(tmp_path)
    test = test.replace(
        "OPTIONS", ", ".join(next(iter(opened.definition.contests.values())).options)
    )
    (tmp_path / "claims.yaml").write_text(
        f"claims:\n  - {{id: a, who: X, sentence: S, test: {{{test}}}}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        load_claims(opened)
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_a_turnout_above_one_hundred_percent_can_be_claimed(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    (tmp_path / "claims.yaml").write_text(
        "claims:\n  - {id: a, who: X, sentence: S, test: {measure: turnout, above: 104%}}\n"
    )
    assert len(load_claims(open_folder(tmp_path))) == 1


def test_a_folder_without_claims_has_none(tmp_path: Path) -> None:
    for name in ("election.yaml", "areas.csv", "announcements.yaml"):
        (tmp_path / name).write_bytes((EXAMPLE / name).read_bytes())
    assert load_claims(open_folder(tmp_path)) == ()
