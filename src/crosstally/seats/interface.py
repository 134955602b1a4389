"""Ask for seats from Python: ``from crosstally.seats import allocate``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain

from crosstally import words
from crosstally.problems import suggestion
from crosstally.seats.allocation import Allocation, Step
from crosstally.seats.divisors import Divisors
from crosstally.seats.methods import method_of
from crosstally.seats.thresholds import passes, threshold_written
from crosstally.seats.votes import ArgumentError, ArgumentTypeError, house_size, whole, whole_votes

TIES = ("open", "earlier_registration", "more_votes", "lot")
BASES = ("valid", "cast", "registered")
MARKS = ("plurality", "block_vote")
"""Methods by which a voter may mark several options: more votes than voters are no mistake."""


def allocate(
    votes: Mapping[str, int],
    seats: int,
    method: str | Divisors | Sequence[int | Fraction | str] = "hare_lr",
    *,
    threshold: str | None = None,
    bases: Mapping[str, int] | None = None,
    ties: str = "open",
) -> Allocation:
    """Seats by option, exact.

    - ``votes``: option → votes, whole numbers, in the order of registration.
    - ``seats``: how many there are to give.
    - ``method``: a name (``dhondt``, ``sainte_lague_1.4``, ``hare_lr``, …), or a sequence of
      divisors such as ``["1.4", 3, 5]``, continued by its last step.
    - ``threshold``: ``"5% of valid"``, ``"more than 3% of cast"``, ``"1/3 of valid"``. What the
      share is of is the sum of ``votes``, or what ``bases`` says: ``{"cast": 6_941_220}``.
    - ``ties``: ``open``; ``earlier_registration`` or ``more_votes`` where a law says so; ``lot``,
      which stays open, since nobody can recompute it.

    ``.seats`` of what is returned is the outcome, and raises ``OpenTie`` where a tie is open;
    ``.outcomes`` are all that are admissible; ``.steps`` shows the work.

    Raises ``ArgumentError`` (a ``ValueError``) and ``ArgumentTypeError`` (a ``TypeError``) that
    name the argument and say what is wrong with it.

    >>> allocate({"a": 10, "b": 7}, seats=5, method="dhondt").seats
    {'a': 3, 'b': 2}
    """
    counted = whole_votes(votes)
    size = house_size(seats)
    share_out = method_of(method)
    _known_ties(ties)
    _known_bases(bases)
    if threshold is None:
        return _filled(share_out(counted, size).tie_broken(ties, counted), size)
    if method == "majority":
        said = words._("a majority is more than half of all votes, and takes no threshold")
        raise ArgumentError("threshold", said)
    admitted, below = _admitted(counted, threshold, bases or {}, method in MARKS)
    found = share_out(admitted, size).tie_broken(ties, counted)
    certain = {name: found.certain.get(name, 0) for name in counted}
    found = replace(found, certain=certain, explain=_with_threshold(below, found.explain))
    return _filled(found, size)


def refusals(
    votes: Mapping[str, int] | None,
    seats: int,
    method: str | Divisors | Sequence[int | Fraction | str],
    *,
    threshold: str | None = None,
    bases: Mapping[str, int] | None = None,
    ties: str = "open",
) -> list[ArgumentError | ArgumentTypeError]:
    """Everything that ``allocate`` would refuse, all at once; ``votes`` None where they are not
    known yet."""
    parts: list[Callable[[], object]] = [
        lambda: house_size(seats),
        lambda: method_of(method),
        lambda: _known_ties(ties),
        lambda: threshold is None or threshold_written(threshold),
        lambda: _known_bases(bases),
    ]
    if votes is not None:
        parts.insert(0, lambda: whole_votes(votes))
    found = [error for part in parts if (error := _refusal(part)) is not None]
    if not found and votes is not None:
        ask = partial(allocate, votes, seats, method, threshold=threshold, bases=bases, ties=ties)
        error = _refusal(ask)
        found = [error] if error is not None else []
    return found


def _refusal(part: Callable[[], object]) -> ArgumentError | ArgumentTypeError | None:
    try:
        part()
    except (ArgumentError, ArgumentTypeError) as error:
        return error
    return None


def _known_ties(ties: str) -> None:
    if ties not in TIES:
        said = words._("there is no rule for ties {read}").format(read=repr(ties))
        raise ArgumentError("ties", f"{said}. {suggestion(str(ties), TIES)}")


def _known_bases(bases: Mapping[str, int] | None) -> None:
    if not isinstance(bases, Mapping | None):
        said = words._("expected a mapping from base to its size, such as {example}")
        raise ArgumentTypeError("bases", said.format(example="{'cast': 6941220}"))
    for name in bases or {}:
        if name not in BASES:
            said = words._("there is no base {read}").format(read=repr(name))
            raise ArgumentError("bases", f"{said}. {suggestion(str(name), BASES)}")


def _filled(found: Allocation, seats: int) -> Allocation:
    """With the seats that nobody has; none where a second round is to fill them."""
    given = sum(found.certain.values()) + found.open_seats
    return found if found.run_off else replace(found, vacant=seats - given)


def _admitted(
    votes: Mapping[str, int], text: str, bases: Mapping[str, int], several_marks: bool
) -> tuple[dict[str, int], list[Step]]:
    """The votes of those who pass, and a step for each who does not."""
    threshold = threshold_written(text)
    if threshold.of in bases:
        base = whole(f"bases[{threshold.of!r}]", bases[threshold.of])
        if base < sum(votes.values()) and not several_marks:
            said = words._("{read} are fewer than the {votes} votes that are counted")
            said = said.format(read=base, votes=sum(votes.values()))
            raise ArgumentError(f"bases[{threshold.of!r}]", said)
    elif threshold.of == "valid":
        base = sum(votes.values())
    else:
        said = words._("the threshold is a share of {base}: say how many, such as {example}")
        example = f"{threshold.of}={sum(votes.values())}"
        raise ArgumentError("bases", said.format(base=threshold.of, example=example))
    strict = threshold.passes == "more_than"
    admitted = {
        name: count
        for name, count in votes.items()
        if passes(count, base, threshold.fraction, strict)
    }
    if not any(admitted.values()):
        said = words._("no option passes {read}: nobody is left to share the seats")
        raise ArgumentError("threshold", said.format(read=repr(text)))
    whole_base = Fraction(base)
    below = [
        Step("threshold", name, count, whole_base, Fraction(count, base) if base else None, 0)
        for name, count in votes.items()
        if name not in admitted
    ]
    return admitted, below


def _with_threshold(
    below: list[Step], explain: Callable[[], Iterable[Step]]
) -> Callable[[], Iterable[Step]]:
    return lambda: chain(below, explain())
