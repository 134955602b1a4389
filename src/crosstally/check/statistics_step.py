"""In which step percentages are called round: whole ones, halves too, or any other by choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crosstally.election.printed import Printed
from crosstally.election.protocol import FixedProtocol, Protocol
from crosstally.election.yaml_source import YamlSource
from crosstally.forensics.calibration import Calibration, calibration
from crosstally.forensics.declaration import Method
from crosstally.forensics.outcome import Outcome
from crosstally.forensics.registry import method
from crosstally.problems import InputError, Problem
from crosstally.words import N_, _

METHOD = "integer_percentages"
"""The method that has a step."""
Step = float | str | Fraction
WHOLE = Fraction(1)
_WRONG = N_("is no step of percentages: expected more than 0.1 and at most 100 percentage points")
_HINT = N_("Clean elections were counted in steps of 1 and of 0.5; in others nothing can fire.")


@dataclass(frozen=True)
class ChosenStep:
    """The step, and the one that the protocol fixed."""

    step: Fraction
    """In percentage points."""
    fixed: Fraction

    def method(self, name: str) -> Method:
        """A method by name, in this step where it has one."""
        if name != METHOD or self.step == WHOLE:
            return method(name)
        from crosstally.forensics.methods.integer_percentages import in_steps

        return in_steps(self.step)

    def calibration(self, name: str, outcome: Outcome) -> Calibration | None:
        """What clean elections say of a method in this step and of what it counted; None where that
        is not known."""
        if name != METHOD:
            return calibration(name)
        from crosstally.forensics.methods.integer_percentages import (
            TABLES,
            Counting,
            IntegerPercentages,
            rounded_in,
        )

        table = TABLES.get(Counting(rounded_in(self.step)))
        if isinstance(outcome, IntegerPercentages):
            table = outcome.table
        return None if table is None else calibration(table)

    def is_fixed(self, name: str) -> bool:
        """Whether a method is run as the protocol has it."""
        return name != METHOD or self.step == self.fixed


def chosen_step(step: Step | None, fixed: FixedProtocol, asked: Sequence[str]) -> ChosenStep:
    """The step asked for, else the protocol's, else one percent.

    Raises ``InputError`` for one that is no step, and where the method that has one is not run. The
    protocol's is right: ``step_mistakes``.
    """
    stated = fixed.protocol.step if fixed.protocol else None
    in_protocol = WHOLE if stated is None else _in_points(stated) or WHOLE
    if step is None:
        return ChosenStep(in_protocol, in_protocol)
    read = str(step)
    wanted = _step(read)
    if wanted is None:
        raise InputError(Problem(f"step: {_(_WRONG)}", read=read, hint=_(_HINT)))
    if METHOD not in asked:
        said = _("step: that is of the method {method}, which is not run").format(method=METHOD)
        raise InputError(Problem(said, read=read))
    return ChosenStep(wanted, in_protocol)


def step_mistakes(protocol: Protocol, source: YamlSource) -> Iterator[Problem]:
    """What is wrong with a protocol's step."""
    if protocol.step is None:
        return
    if METHOD not in protocol.methods:
        said = _(
            "that is of the method {method}, which this protocol does not name: nothing would be "
            "counted in it"
        ).format(method=METHOD)
        yield source.problem(("step",), said, read=protocol.step)
    if _in_points(protocol.step) is None:
        yield source.problem(("step",), _(_WRONG), read=protocol.step, hint=_(_HINT))


def _in_points(share: str) -> Fraction | None:
    return _step(str(100 * Printed.percent(share).value))


def _step(text: str) -> Fraction | None:
    from crosstally.forensics.methods.integer_percentages import rounded_in

    try:
        return rounded_in(text.strip().removesuffix("%").strip()).step
    except ValueError:
        return None
