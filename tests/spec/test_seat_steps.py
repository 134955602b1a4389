"""The work that is shown, followed with a pencil: every step is reckoned again from the printed
tables alone, and leads to the seats that stand above them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

from crosstally.report.seats import seats_text
from crosstally.seats import allocate

HIGHEST = (
    *("dhondt", "sainte_lague", "sainte_lague_1.4", "danish", "imperiali", "adams", "macau"),
    *("huntington_hill", "dean"),
)
REMAINDERS = ("hare_lr", "droop_lr", "hagenbach_bischoff_lr", "imperiali_lr", "dutch")
Row = dict[str, str]


def printed(votes: Mapping[str, int], seats: int, method: str) -> dict[str, list[Row]]:
    """Caption → rows, each column → cell, as they stand in the text; the first has no caption."""
    text = seats_text(allocate(votes, seats, method), votes, True, shared=(method, seats))
    found = {}
    for block in text.replace("\u00a0", " ").split("\n\n"):
        lines = block.splitlines()
        caption = lines.pop(0) if lines[0].endswith(":") else ""
        if len(lines) < 2 or not re.match(r" *(Seat +)?Option ", lines[0]):
            continue
        ends = [(one[0], one.end()) for one in re.finditer(r"\S+", lines[0])]
        found[caption] = [_cells(line, ends) for line in lines[1:]]
    return found


def _cells(line: str, ends: list[tuple[str, int]]) -> Row:
    """Figures end where their column's name ends, and names begin where it begins."""
    row, start = {}, 0
    for head, end in ends:
        stop = (
            end if head != "Option" else end - len(head) + len(line[end - len(head) :].split()[0])
        )
        row[head], start = line[start:stop].strip(), stop
    row[""] = line[start:].strip()
    return row


def figure(text: str) -> Fraction:
    """A printed figure; what is cut stands for no less than this."""
    return Fraction(text.replace(",", "").replace("…", ""))


def agrees(text: str, value: Fraction) -> bool:
    """Whether a figure is printed as its own first digits."""
    below = value - figure(text)
    return 0 <= below < Fraction(1, 10 ** places(text)) if text.endswith("…") else below == 0


def places(text: str) -> int:
    return len(text.partition(".")[2].rstrip("…"))


def quotient_agrees(row: Row) -> bool:
    votes = figure(row["Votes"])
    if row["Quotient"] == "∞":
        return row["Divisor"] == "0"
    if row["Divisor"].startswith("√"):  # quotient² = votes² / what stands under the root
        cut, step = figure(row["Quotient"]), Fraction(1, 10 ** places(row["Quotient"]))
        under = votes**2 / figure(row["Divisor"][1:])
        return cut**2 <= under < (cut + step) ** 2
    return agrees(row["Quotient"], votes / figure(row["Divisor"]))


def scenarios() -> list[tuple[dict[str, int], int]]:
    """Some with few votes, which tie, and some with many."""
    some = random.Random(7)  # noqa: S311 -- the same each time
    found = []
    for most in (9, 60, 9_999, 10**7):
        for _ in range(6):
            names = "abcdef"[: some.randint(2, 6)]
            votes = {name: some.randint(1, most) for name in names}
            found.append((votes, some.randint(1, 12)))
    return found


@pytest.mark.parametrize("method", HIGHEST)
def test_quotients_in_the_order_awarded(method: str) -> None:
    for votes, seats in scenarios():
        tables = printed(votes, seats, method)
        (caption,) = (one for one in tables if one.startswith("Each seat to the greatest quotient"))
        rows = tables[caption]
        assert all(map(quotient_agrees, rows))
        waits_for_its_first = any(row["Quotient"] == "∞" and not row["Seat"] for row in rows)
        assert ("of endless ones to the most votes" in caption) is waits_for_its_first
        given = [row for row in rows if row["Seat"]]
        assert [row["Seat"] for row in given] == list(map(str, range(1, len(given) + 1)))
        order = [figure(row["Quotient"]) for row in rows if row["Quotient"] != "∞"]
        assert order == sorted(order, reverse=True)
        # Who waits differs in print from who was served last, unless they are level.
        waiting = [row for row in rows if row[""] == "next"]
        level = [row for row in rows if row[""] == "tied"]
        assert bool(waiting) is not bool(level)
        if waiting and waiting[0]["Quotient"] == given[-1]["Quotient"]:
            assert waiting[0]["Quotient"] == "∞"
            assert figure(waiting[0]["Votes"]) < figure(given[-1]["Votes"])
        for row in tables[""]:
            won = sum(one["Option"] == row["Option"] for one in given)
            assert row["Seats"].split()[0] == str(won)


@pytest.mark.parametrize("method", REMAINDERS)
def test_quotas_then_remainders(method: str) -> None:
    for votes, seats in scenarios():
        tables = printed(votes, seats, method)
        won = dict.fromkeys(votes, 0)
        for caption, rows in tables.items():
            if "Quotas" in rows[0]:
                reckoned = re.search(r"being ([\d,]+) / (\d+)(, rounded down, \+ 1)? =", caption)
                assert reckoned, caption
                quota = figure(reckoned[1]) / int(reckoned[2])
                quota = Fraction(int(quota) + 1) if reckoned[3] else quota
                for row in rows:
                    assert agrees(row["Quota"], quota)
                    assert agrees(row["Quotas"], figure(row["Votes"]) / quota)
                    assert int(row["Seats"]) == int(figure(row["Votes"]) / quota)
            elif "Remainder" in rows[0]:
                order = [figure(row["Remainder"]) for row in rows]
                assert order == sorted(order, reverse=True)
                for row in rows:
                    votes_here = figure(row["Votes"])
                    assert agrees(row["Remainder"], votes_here - int(votes_here / quota) * quota)
                served = [figure(row["Remainder"]) for row in rows if row["Seats"] in ("1", "2")]
                others = [figure(row["Remainder"]) for row in rows if row["Seats"] == "0"]
                assert not served or not others or min(served) > max(others)
            elif "Quotient" in rows[0]:
                assert all(map(quotient_agrees, rows))
                taken = sum(won.values())
                numbers = [int(row["Seat"]) for row in rows if row["Seat"]]
                assert numbers == list(range(taken + 1, taken + 1 + len(numbers)))
            for row in rows if caption else ():
                seats_here = row.get("Seats", "1" if row.get("Seat") else "0")
                won[row["Option"]] += int(re.sub(r"\D", "", seats_here) or 0)
        assert {row["Option"]: int(row["Seats"].split()[0]) for row in tables[""]} == won


def test_quotients_that_are_almost_level_are_told_apart() -> None:
    """6,001 / 60 is 100.01666…, and 6,101 / 61 is 100.01639…"""
    rows = printed({"a": 6_001, "b": 6_101}, 120, "dhondt")
    last = rows["Each seat to the greatest quotient:"][-2:]
    assert [(row["Seat"], row["Quotient"]) for row in last] == [
        ("120", "100.0166…"),
        ("", "100.0163…"),
    ]


def test_whom_a_rule_for_ties_leaves_tied() -> None:
    """Of 100, 100 and 50 at the third quotient of 50 it is between the two with more votes."""
    votes = {"a": 100, "b": 100, "c": 50}
    found = allocate(votes, 3, "dhondt", ties="more_votes")
    last = [(step.kind, step.option, step.seats, step.tied) for step in found.steps[-2:]]
    assert last == [("more_votes", "a", 0, True), ("more_votes", "b", 0, True)]
    assert sum(step.seats for step in found.steps) == sum(found.certain.values())
    whole = seats_text(found, votes, True)
    assert "Of those that are tied, to who has more votes:" in whole
    # Where it tells nobody apart it has nothing to say.
    level = allocate({"a": 100, "b": 100}, 3, "dhondt", ties="more_votes")
    assert {step.kind for step in level.steps} == {"quotient"}


def test_a_share_below_the_threshold_is_not_printed_as_if_it_reached_it() -> None:
    votes = {"a": 9_300_001, "b": 699_999}
    text = seats_text(allocate(votes, 5, "dhondt", threshold="7%"), votes, True)
    assert "b       699,999  10,000,000  6.99…\u00a0%" in text


def test_a_larger_quota_is_explained() -> None:
    votes = {"a": 500, "b": 300, "c": 20}
    text = seats_text(allocate(votes, 3, "imperiali_lr"), votes, True, shared=("imperiali_lr", 3))
    assert (
        "Quotas of 820 / 5 would fill more seats than there are. "
        "Seats for full quotas, a quota being 820 / 4 = 205:" in text
    )
    assert "remainders" not in text  # no seat is left for them


def test_a_small_council_says_who_shares_remainders() -> None:
    votes = {"a": 500, "b": 74, "c": 70, "d": 70, "e": 69, "f": 60, "g": 50}
    found = allocate(votes, 10, "dutch")
    text = seats_text(found, votes, True, shared=("dutch", 10))
    assert "remainders of lists with three quarters of the quota, one each:" in text
