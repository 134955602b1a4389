"""Reference pages made from the command line, the finding codes and the Python interface."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
from typing import Any

import crosstally
from crosstally.check.registry import load_codes
from crosstally.check.result import CheckResult, ClaimResults, Findings
from crosstally.check.tables import TotalsTable
from crosstally.cli.app import command_line
from crosstally.findings import Finding, Tier
from docs.attributes import attribute_texts, cell, paragraph

COMMAND_LINE = """\
# The command line

`crosstally VERB --help` says the same in a terminal. Messages come in the language of your
environment where there is a catalogue for it; `CROSSTALLY_LANGUAGE=ru` asks for one.

| exit code | meaning |
| --- | --- |
| 0 | nothing decisive was found |
| 1 | something decisive was found: two things that cannot both be right |
| 2 | the input cannot be read; every problem is named with file, line and column |
| 3 | Crosstally itself failed |
"""

FINDINGS = """\
# Finding codes

Three tiers, never mixed; a verdict on a result comes from the decisive tier alone.
`crosstally explain CODE` prints what stands here.
"""

PYTHON = """\
# Python

    import crosstally as ct

    election = ct.open("kazakhstan-2012")  # a bundled election, or the path of a folder
    result = ct.check(election)
    result.findings
"""


def command_line_page() -> str:
    """Every verb with its arguments and options."""
    command = command_line()
    parts = [COMMAND_LINE]
    parts += _verbs("crosstally", command.commands)
    return "\n".join(parts)


def _verbs(prefix: str, commands: dict[str, Any]) -> list[str]:
    parts: list[str] = []
    for name, verb in sorted(commands.items()):
        words = f"{prefix} {name}"
        below = getattr(verb, "commands", {})
        parts.append(f"## `{words}`\n\n{_text(verb.help)}\n")
        rows = [_parameter(parameter) for parameter in verb.params if not _hidden(parameter)]
        if rows:
            parts.append("| | meaning | left out |\n| --- | --- | --- |\n" + "\n".join(rows) + "\n")
        parts += _verbs(words, below)
    return parts


def _hidden(parameter: Any) -> bool:
    return bool(getattr(parameter, "hidden", False))


def _parameter(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    shown = parameter.metavar or parameter.name.upper()
    if is_argument:
        name = f"`{shown}`"
    else:
        flags = [*parameter.opts, *parameter.secondary_opts]
        value = "" if parameter.is_flag else f" {parameter.metavar or _value_name(parameter)}"
        name = ", ".join(f"`{flag}{value}`" for flag in flags)
    default = parameter.default
    said = "" if default in (None, False, [], ()) or callable(default) else f"`{default}`"
    if parameter.required:
        said = "**needed**"
    return f"| {cell(name)} | {cell(_text(parameter.help))} | {said} |"


def _value_name(parameter: Any) -> str:
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", str)
    return {"Path": "PATH", "int": "N"}.get(getattr(annotation, "__name__", ""), "TEXT")


def _text(text: str | None) -> str:
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    return "\n\n".join(
        # A paragraph of examples keeps its lines.
        part.replace("\b\n", "```console\n") + "\n```" if "\b\n" in part else paragraph(part)
        for part in paragraphs
    )


def findings_page() -> str:
    """Every finding code: what it means, what it does not mean, its source."""
    parts = [FINDINGS]
    for tier in Tier:
        codes = [code for code in load_codes().values() if code.tier is tier]
        if not codes:
            continue
        parts.append(f"## {tier.value.capitalize()}\n\n{attribute_texts(Tier)[tier.name]}\n")
        parts += [
            f"### {code.name}\n\n**{paragraph(code.title)}**\n\n"
            f"- *It means:* {paragraph(code.means)}\n"
            f"- *It does not mean:* {paragraph(code.does_not_mean)}\n"
            f"- *Source:* {paragraph(code.cited)}\n"
            for code in codes
        ]
    return "\n".join(parts)


def python_page() -> str:
    """What ``import crosstally`` offers, and what a result holds."""
    parts = [PYTHON]
    for name in crosstally.__all__:
        module, attribute = crosstally._PLACES[name]
        thing = getattr(importlib.import_module(module), attribute)
        if inspect.isfunction(thing):
            parts.append(f"## `{name}{_signature(thing)}`\n\n{_text(thing.__doc__)}\n")
    for cls in (CheckResult, Findings, Finding, ClaimResults, TotalsTable):
        parts.append(f"## {cls.__name__}\n\n{_text(cls.__doc__)}\n")
        parts.append("| | meaning |\n| --- | --- |\n" + "\n".join(_members(cls)) + "\n")
    return "\n".join(parts)


def _members(cls: type) -> list[str]:
    rows = []
    texts = attribute_texts(cls)
    if dataclasses.is_dataclass(cls):
        rows = [
            f"| `.{field.name}` | {cell(texts.get(field.name, ''))} |"
            for field in dataclasses.fields(cls)
            if not field.name.startswith("_")
        ]
    for name, member in inspect.getmembers_static(cls):
        if name.startswith("_") or not getattr(member, "__doc__", None):
            continue
        if isinstance(member, property):
            rows.append(f"| `.{name}` | {cell(paragraph(member.__doc__))} |")
        elif inspect.isfunction(member) and member.__module__.startswith("crosstally"):
            rows.append(
                f"| `.{name}{cell(_signature(member))}` | {cell(paragraph(member.__doc__))} |"
            )
    return rows


def _signature(function: Any) -> str:
    signature = inspect.signature(function)
    shown = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name != "self"
    ]
    return str(signature.replace(parameters=shown, return_annotation=inspect.Signature.empty))
