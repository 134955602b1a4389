"""Writing drafted claims as a commented ``claims.yaml``."""

from __future__ import annotations

import textwrap
from typing import Any

import yaml

from crosstally.claims.statement import Claim, Claims, Clause, Test
from crosstally.words import N_, _, number

_HEADER = N_(
    "Drafted from an article: {count} statements, {tested} of them with tests. Nobody has "
    "confirmed them yet. Read each sentence beside its test, mend what is wrong, and take "
    "`unconfirmed: true` away from those that are right: no report shows a statement before that."
)
WIDTH = 96


class _Dumper(yaml.SafeDumper):
    """Writes text with odd characters (such as other scripts' line ends) in quotes."""


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)


def claims_yaml(claims: Claims) -> str:
    """A claims file, commented, that ``load_claims`` reads."""
    tested = sum(any(part.test is not None for part in claim.parts) for claim in claims.claims)
    header = _(_HEADER).format(count=number(len(claims.claims)), tested=number(tested))
    lines = [*_comment(header, ""), ""]
    if not claims.claims:
        return "\n".join([*lines, "claims: []"]) + "\n"
    lines.append("claims:")
    for claim in claims.claims:
        lines.append("")
        if not any(part.test is not None for part in claim.parts):
            lines += _comment(_("Recorded: no figure of this election is held against it."))
        elif claim.note:
            said = _("Look at the note: it says how what the sentence leaves open was read.")
            lines += _comment(said)
        text = yaml.dump(
            [_plain(claim)],
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=WIDTH,
            default_flow_style=False,
        )
        lines += ["  " + line if line else line for line in text.rstrip("\n").split("\n")]
    return "\n".join(lines) + "\n"


def _comment(text: str, indent: str = "  ") -> list[str]:
    return [f"{indent}# {line}" for line in textwrap.wrap(text, WIDTH - len(indent))]


def _plain(claim: Claim) -> dict[str, Any]:
    data: dict[str, Any] = {"id": claim.id, "unconfirmed": True, "who": claim.who}
    for key in ("at", "printed_in"):
        if getattr(claim, key):
            data[key] = getattr(claim, key)
    data["sentence"] = claim.sentence
    if claim.test is not None:
        data["test"] = _plain_test(claim.test)
    if claim.clauses:
        data["clauses"] = [_plain_clause(clause) for clause in claim.clauses]
    if claim.note:
        data["note"] = claim.note
    return data


def _plain_clause(clause: Clause) -> dict[str, Any]:
    if clause.test is not None:
        return {"text": clause.text, "test": _plain_test(clause.test)}
    return {"text": clause.text, "outside": clause.outside}


def _plain_test(test: Test) -> dict[str, Any]:
    data = test.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"measure": data.pop("measure"), **data}
