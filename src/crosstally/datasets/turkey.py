"""Turkey 2023: ballot boxes and published sums out of the package ``ysk``.

The package is one Zarr store of 4.2 million rows by 83 choices. It is read inside the wheel,
which is a zip archive; nothing of the package is installed or run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crosstally.datasets.fetch import Workbench
from crosstally.problems import InputError, Problem

_STORE = "ysk/data/secim.zarr"
_FIGURES = {
    "registered": "kayitli_secmen",
    "voted": "oy_kullanan",
    "valid": "gecerli_oy",
    "invalid": "gecersiz_oy",
}
_CANDIDATES = {
    "erdogan": "recep_tayyip_erdogan",
    "kilicdaroglu": "kemal_kilicdaroglu",
    "ogan": "sinan_ogan",
    "ince": "muharrem_ince",
}
_PARTIES = (
    *("ak_parti", "mhp", "bbp", "yeniden_refah", "cumhur_ittifaki", "chp", "iyi_parti"),
    *("millet_ittifaki", "yesil_sol_parti", "tip", "emek_ve_ozgurluk_ittifaki", "zafer_partisi"),
    *("ap", "ata_ittifaki", "tkp", "tkh", "sol_parti", "sosyalist_guc_birligi_ittifaki"),
    *("memleket", "gencparti", "ab", "anap", "gbp", "hak_par", "hkp", "millet", "milli_yol"),
    *("vatan_partisi", "yp"),
)
_FIRST_ROUND, _RUNOFF = 20230, 20240
"""``secim_id`` of 14 and 28 May 2023."""
_DIVIDED = {
    "ANKARA": (
        "BALA CANKAYA ELMADAG EVREN GOLBASI HAYMANA MAMAK POLATLI SEREFLIKOCHISAR",
        "AKYURT ALTINDAG CAMLIDERE CUBUK GUDUL KAHRAMANKAZAN KALECIK KECIOREN KIZILCAHAMAM"
        " PURSAKLAR",
    ),
    "BURSA": ("BUYUKORHAN KARACABEY MUSTAFAKEMALPASA NILUFER ORHANELI OSMANGAZI",),
    "ISTANBUL": (
        "ADALAR ATASEHIR BEYKOZ CEKMEKOY KADIKOY KARTAL MALTEPE PENDIK SANCAKTEPE SILE SULTANBEYLI"
        " TUZLA UMRANIYE USKUDAR",
        "BAYRAMPASA BESIKTAS BEYOGLU ESENLER EYUPSULTAN FATIH GAZIOSMANPASA KAGITHANE SARIYER"
        " SULTANGAZI SISLI ZEYTINBURNU",
    ),
    "IZMIR": (
        "BALCOVA BUCA CESME GAZIEMIR GUZELBAHCE KARABAGLAR KARABURUN KONAK MENDERES NARLIDERE"
        " SEFERIHISAR SELCUK TORBALI URLA",
    ),
}
"""Provinces of several constituencies: the districts of the first and second; the others are in the
last one. The provinces that are not named here are one constituency each."""

Texts = npt.NDArray[np.object_]


def write_first_round(bench: Workbench) -> None:
    """Write 14 May 2023: president and parliament, four files each."""
    data = _Store(bench)
    parties = {name: name for name in _PARTIES}
    data.write(_FIRST_ROUND, "CB", _CANDIDATES, bench.folder / "returns", "president-")
    data.write(_FIRST_ROUND, "MV", parties, bench.folder / "returns", "parliament-")


def write_runoff(bench: Workbench) -> None:
    """Write 28 May 2023: president, four files."""
    candidates = {name: _CANDIDATES[name] for name in ("erdogan", "kilicdaroglu")}
    _Store(bench).write(_RUNOFF, "CB", candidates, bench.folder / "returns", "")


@dataclass(frozen=True)
class _Rows:
    """The rows of one contest, all of equal length."""

    kind: Texts
    """``sandik`` a box, ``ilce`` a district, ``ulke`` a country, ``gumruk`` a customs gate."""
    texts: dict[str, Texts]
    numbers: dict[str, npt.NDArray[np.int64]]


class _Store:
    """The Zarr store inside the wheel."""

    def __init__(self, bench: Workbench) -> None:
        import zarr
        from zarr.storage import ZipStore

        assert bench.wheel is not None
        self.progress = bench.progress
        self.wheel = bench.wheel
        self.group: Any = zarr.open_group(ZipStore(bench.wheel, mode="r"), path=_STORE, mode="r")

    def write(
        self, election: int, office: str, options: dict[str, str], folder: Path, prefix: str
    ) -> None:
        """Write boxes, districts, countries and gates of one contest, each as a Parquet file."""
        folder.mkdir(exist_ok=True)
        rows = self._rows(election, office, options)
        figures = [*_FIGURES, *options]
        boxes, gates = rows.kind == "sandik", rows.kind == "gumruk"
        districts, abroad = rows.kind == "ilce", rows.kind == "ulke"
        # Places go by their ids: a few boxes write the town into the district's name, and the
        # parliament's district rows write the constituency in place of the province.
        province = _names(rows, "il", boxes)
        district = _names(rows, "ilce", districts)
        _parquet(
            folder / f"{prefix}boxes.parquet",
            rows,
            boxes,
            {
                "province": province[rows.numbers["il_id"][boxes]],
                "district": district[rows.numbers["ilce_id"][boxes]],
                "constituency": constituencies(
                    province[rows.numbers["il_id"][boxes]],
                    district[rows.numbers["ilce_id"][boxes]],
                ),
                "neighbourhood": rows.texts["mahalle"][boxes],
                "box": rows.texts["sandik_no"][boxes],
            },
            ["prison_id", *figures],
        )
        _parquet(
            folder / f"{prefix}districts.parquet",
            rows,
            districts,
            {
                "province": province[rows.numbers["il_id"][districts]],
                "district": district[rows.numbers["ilce_id"][districts]],
            },
            figures,
        )
        _parquet(
            folder / f"{prefix}abroad.parquet",
            rows,
            abroad,
            {
                "province": _same("ABROAD", abroad),
                "constituency": _same("ABROAD", abroad),
                "district": rows.texts["il"][abroad],
                "box": _same("ALL", abroad),
            },
            figures,
        )
        # The store has 0 registered voters at a gate, where nobody is registered: no figure.
        _parquet(
            folder / f"{prefix}customs.parquet",
            rows,
            gates,
            {
                "province": _same("CUSTOMS GATES", gates),
                "constituency": _same("CUSTOMS GATES", gates),
                "district": rows.texts["il"][gates],
                "box": rows.texts["ilce"][gates],
            },
            [name for name in figures if name != "registered"],
        )

    def _rows(self, election: int, office: str, options: dict[str, str]) -> _Rows:
        label = f"{self.wheel.name}: {office}"
        names = ["il", "ilce", "mahalle", "sandik_no"]
        total = len(names) + len(_FIGURES) + 5
        here = np.flatnonzero(self.group["secim_id"][:] == election)
        if not len(here):
            raise InputError(Problem("does not hold this election", str(self.wheel)))
        span = slice(int(here[0]), int(here[-1]) + 1)
        keep = (self.group["secim_id"][span] == election) & (self.group["makam"][span] == office)
        self._report(label, 1, total)
        texts: dict[str, Texts] = {}
        for name in names:
            texts[name] = self.group[name][span].astype(object)[keep]
            self._report(label, len(texts) + 1, total)
        numbers = {name: self.group[name][span][keep] for name in ("il_id", "ilce_id")}
        numbers["prison_id"] = self.group["cezaevi_id"][span][keep]
        for name, column in _FIGURES.items():
            numbers[name] = self.group[column][span][keep]
            self._report(label, len(texts) + len(numbers), total)
        choices = [str(name) for name in self.group["tercih"][:]]
        votes = self.group["oy"][span][keep]
        for name, column in options.items():
            numbers[name] = votes[:, choices.index(column)].astype(np.int64)
        self._report(label, total, total)
        return _Rows(self.group["yer_turu"][span].astype(object)[keep], texts, numbers)

    def _report(self, label: str, done: int, total: int) -> None:
        if self.progress:
            self.progress(label, done, total)


def constituencies(province: Texts, district: Texts) -> Texts:
    """The constituency of each row by its province and district."""
    found = province.copy()
    for name, parts in _DIVIDED.items():
        here = province == name
        found[here] = f"{name} {len(parts) + 1}"
        for number, districts in enumerate(parts, start=1):
            found[here & np.isin(district, districts.split())] = f"{name} {number}"
    return found


def _names(rows: _Rows, place: str, mask: npt.NDArray[np.bool_]) -> Texts:
    """The name of each place by its id, as the rows of the mask have it."""
    ids = rows.numbers[f"{place}_id"]
    names = np.full(int(ids.max()) + 1, None, dtype=object)
    names[ids[mask]] = rows.texts[place][mask]
    return names


def _same(text: str, mask: npt.NDArray[np.bool_]) -> Texts:
    return np.full(int(mask.sum()), text, dtype=object)


def _parquet(
    path: Path,
    rows: _Rows,
    mask: npt.NDArray[np.bool_],
    texts: dict[str, Texts],
    numbers: list[str],
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {
        name: pa.array(values, pa.string()) for name, values in texts.items()
    }
    columns |= {name: pa.array(rows.numbers[name][mask], pa.int64()) for name in numbers}
    pq.write_table(pa.table(columns), path, compression="zstd")
