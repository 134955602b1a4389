"""What is measured: 192,214 real ballot boxes, and made-up stations by the million."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from crosstally.datasets.fetch import fetch

LEVELS = ("region", "district", "town", "ward")
SIZES = (50_000, 5_000, 500, 50)
"""Stations in an area of each level."""
OPTIONS = 20


def turkish_run_off(folder: Path) -> tuple[Path, Path, Path]:
    """The boxes of 28 May 2023 as actasum statements, and province totals for both programs.

    Returns (statements, official totals for actasum, election folder for Crosstally).
    """
    source = folder / "turkey-2023-runoff"
    if not source.exists():
        fetch("turkey-2023-runoff", source)
    boxes = pq.read_table(source / "returns" / "boxes.parquet").to_pydict()
    target = folder / "run-off-statements"
    target.mkdir(exist_ok=True)
    statements, official = target / "statements.jsonl", target / "official.json"
    _write_statements(boxes, statements)
    _write_totals(boxes, official, target / "provinces.csv")
    (target / "election.yaml").write_text(_STATEMENTS_YAML, encoding="utf-8")
    return statements, official, target


def made_up(folder: Path, stations: int, kind: str) -> Path:
    """Two sources over made-up stations of 20 options in five levels; the second differs at one
    station in a thousand. ``kind`` is ``parquet`` or ``csv``."""
    target = folder / f"made-up-{stations}-{kind}"
    if (target / "election.yaml").exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    table = _stations(stations)
    votes = table.column("o1").to_numpy().copy()
    votes[::1000] += 3
    second = table.set_column(table.schema.get_field_index("o1"), "o1", pa.array(votes))
    for name, content in (("first", table), ("second", second)):
        if kind == "parquet":
            pq.write_table(content, target / f"{name}.parquet")
        else:
            pcsv.write_csv(content, target / f"{name}.csv")
    (target / "election.yaml").write_text(_made_up_yaml(kind), encoding="utf-8")
    return target


def _stations(stations: int) -> pa.Table:
    draw = np.random.default_rng(20240512)
    shares = draw.dirichlet(np.full(OPTIONS, 0.7))
    size = draw.integers(100, 2500, stations)
    votes = draw.poisson(size[:, None] * 0.6 * shares[None, :]).astype(np.int32)
    invalid, valid = draw.poisson(5, stations).astype(np.int32), votes.sum(axis=1)
    number = np.arange(stations)
    columns: dict[str, pa.Array] = {
        level: pa.array([f"{level[0].upper()}{i:05d}" for i in range(stations // per + 1)]).take(
            pa.array(number // per)
        )
        for level, per in zip(LEVELS, SIZES, strict=True)
    }
    columns["station"] = pa.array([f"S{i:08d}" for i in number])
    columns["registered"] = pa.array(valid + invalid + 100)
    columns["valid"], columns["invalid"] = pa.array(valid), pa.array(invalid)
    columns |= {f"o{i}": pa.array(votes[:, i]) for i in range(OPTIONS)}
    return pa.table(columns)


def _made_up_yaml(kind: str) -> str:
    areas = ", ".join(f"{level}: {level}" for level in LEVELS)
    fields = "registered: registered, valid: valid, invalid: invalid"
    options = ", ".join(f"o{i}: Option {i}" for i in range(OPTIONS))
    entry = f"    columns: {{station: station, areas: {{{areas}}}, fields: {{{fields}}}}}\n"
    return (
        "id: made-up\ntitle: Made-up stations\ndate: 2024-05-12\n"
        f"levels: [country, {', '.join(LEVELS)}, station]\n"
        "sources: {first: First, second: {name: Second, kind: observer}}\n"
        "sheets:\n  protocol:\n    fields: {registered: Voters, valid: Valid, invalid: Invalid}\n"
        "    relations:\n      - relation: options == valid\n"
        "      - relation: valid + invalid <= registered\n"
        f"contests:\n  list:\n    options: {{{options}}}\n"
        f"returns:\n  - file: first.{kind}\n    source: first\n{entry}"
        f"  - file: second.{kind}\n    source: second\n{entry}"
    )


_STATEMENTS_YAML = """\
id: run-off
title: Run-off of 28 May 2023 as statements
date: 2023-05-28
levels: [country, province, station]
sources: {ysk: Supreme Electoral Council}
sheets:
  protocol:
    fields: {registered: Registered, blank: Blank, 'null': Invalid, candidature_total: Valid}
    relations:
      - relation: options == candidature_total
contests:
  president:
    options: {erdogan: Erdoğan, kilicdaroglu: Kılıçdaroğlu}
returns:
  - file: statements.jsonl
    source: ysk
    columns: {areas: {province: constituency}}
  - file: provinces.csv
    source: ysk
    level: province
    columns:
      areas: {province: province}
      fields: {'null': 'null', candidature_total: total}
"""


def _write_statements(boxes: dict[str, list[object]], path: Path) -> None:
    with path.open("w", encoding="utf-8") as out:
        for i, province in enumerate(boxes["province"]):
            station = "/".join(str(boxes[name][i]) for name in ("province", "district", "box"))
            counts = {
                "blank": 0,
                "candidature_total": boxes["valid"][i],
                "candidatures": {
                    "erdogan": boxes["erdogan"][i],
                    "kilicdaroglu": boxes["kilicdaroglu"][i],
                },
                "null": boxes["invalid"][i],
                "registered": boxes["registered"][i],
            }
            document = {
                "constituency": province,
                "counts": counts,
                "election": "2023-05-28",
                "profile": "tr",
                "spec": "actasum/statement/v0.1",
                "station": station,
            }
            line = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            out.write(line + "\n")


def _write_totals(boxes: dict[str, list[object]], official: Path, provinces: Path) -> None:
    sums: dict[str, dict[str, int]] = {}
    for i, province in enumerate(boxes["province"]):
        total = sums.setdefault(str(province), dict.fromkeys(_SUMMED, 0))
        for name in _SUMMED:
            total[name] += int(str(boxes[name][i]))
    areas = {
        province: {
            "blank": 0,
            "null": total["invalid"],
            "candidatures": {
                "erdogan": total["erdogan"],
                "kilicdaroglu": total["kilicdaroglu"],
            },
        }
        for province, total in sums.items()
    }
    document = {
        "spec": "actasum/official-totals/v0.1",
        "profile": "tr",
        "election": "2023-05-28",
        "level": "constituency",
        "grouping": "constituency",
        "areas": areas,
    }
    official.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    lines = ["province,null,total,erdogan,kilicdaroglu"]
    lines += [
        f"{province},{t['invalid']},{t['valid']},{t['erdogan']},{t['kilicdaroglu']}"
        for province, t in sums.items()
    ]
    provinces.write_text("\n".join(lines) + "\n", encoding="utf-8")


_SUMMED = ("invalid", "valid", "erdogan", "kilicdaroglu")
