"""The station figures of real elections, as plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crosstally.datasets.obtain import obtain_package
from crosstally.datasets.registry import DATASETS, Package
from crosstally.forensics.stations import Stations

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StationFigures:
    """One entry a station; NaN where a figure is not there. ``leader`` is the announced winner."""

    registered: Figures
    issued: Figures
    """Where nobody published the ballots handed out, those found."""
    ballots: Figures
    leader: Figures
    region: npt.NDArray[np.str_]
    invalid: Figures | None = None
    territory: npt.NDArray[np.str_] | None = None
    """The smallest area of some stations that the data names."""
    options: Mapping[str, Figures] = field(default_factory=dict)
    """Votes for each list or candidate."""

    @property
    def runner_up(self) -> Figures | None:
        """Votes for the option that came second."""
        order = sorted(self.options, key=lambda name: -float(np.nansum(self.options[name])))
        return self.options[order[1]] if len(order) > 1 else None

    @property
    def stations(self) -> Stations:
        """The same as the room's columns."""
        return Stations.of(
            registered=self.registered,
            issued=self.issued,
            ballots=self.ballots,
            valid=None if self.invalid is None else self.ballots - self.invalid,
            invalid=self.invalid,
            leader=self.leader,
            runner_up=self.runner_up,
            region=self.region,
            territory=self.territory,
            options=self.options,
        )


LEADERS = {
    2004: "Путин",
    2011: "ЕДИНАЯ РОССИЯ",
    2018: "Путин",
    2021: "ЕДИНАЯ РОССИЯ",
    2024: "Путин",
}


def russia(data: Path, year: int) -> StationFigures:
    """Russia 2004, 2011, 2018, 2021, 2024; pseudo-stations of electronic voting included."""
    table = pd.read_csv(data / "russia" / f"ru_{year}.csv.zip", low_memory=False)

    def total(*starts: str) -> Figures:
        named = [name for name in table.columns if any(start in name for start in starts)]
        return np.asarray(table[named].sum(axis=1, skipna=False), dtype=np.float64)

    return StationFigures(
        registered=total("Число избирателей, внесенных", "Число избирателей, включенных"),
        issued=total("бюллетеней, выданных"),
        ballots=total("действительных"),
        leader=total(LEADERS[year]),
        region=_names(table["region"]),
    )


def germany(data: Path) -> StationFigures:
    """European Parliament 2024, polling stations alone: the stations of postal votes have no list
    of voters."""
    path = data / "germany" / "de_ep2024_wahlbezirke.csv.gz"
    table = pd.read_csv(path, sep=";", encoding="utf-8-sig", thousands=".", low_memory=False)
    table = table[table["Bezirksart"] == 0]
    union = table["CDU"].fillna(0) + table["CSU"].fillna(0)
    return _figures(
        table["Wahlberechtigte"],
        table["Wählende"],
        union,
        table["Land"],
        invalid=table["ungültig"],
        territory=table["Reg.-Bezirk"].astype(str) + "/" + table["Kreis"].astype(str),
        options=table.loc[:, "CDU":"V-Partei³"],
    )


def israel(data: Path, knesset: int) -> StationFigures:
    """Knesset 20 to 25; the leader is the list with the most votes."""
    table = pd.read_csv(data / "israel" / f"il_knesset{knesset}.csv.gz", encoding="utf-8-sig")
    table.columns = [str(name).strip() for name in table.columns]
    lists = table.loc[:, "אמת":].select_dtypes("number")
    town = table["סמל ישוב"]
    leader = table[lists.sum().idxmax()]
    return _figures(
        *(table["בזב"], table["מצביעים"], leader, town),
        invalid=table["פסולים"],
        territory=town,
        options=lists,
    )


def mexico(data: Path) -> StationFigures:
    """President 2006. Spoilt votes are not told from those for candidates without a party."""
    table = pd.read_csv(data / "mexico" / "mx_2006_casillas.csv.gz")
    return _figures(
        *(table["ln"], table["total"], table["pan"], table["edo_id"]),
        territory=table["distrito_fed"],
        options=table.loc[:, "pri_pvem":"psd"],
    )


def poland(data: Path) -> StationFigures:
    """President 2025, first round."""
    table = pd.read_csv(data / "poland" / "pl_2025_pres_r1.csv.gz", sep=";")
    # 516 stations lie in no commune: abroad and on ships.
    area = (table["teryt_gmina"] // 10000).astype(str).replace("nan", "abroad")
    return _figures(
        *(table["eligible_voters"], table["ballots_cast"], table["Trzaskowski"], area),
        invalid=table["ballots_cast"] - table["valid_votes"],
        territory=table["teryt_powiat"].astype(str).replace("nan", "abroad"),
        options=table.loc[:, "Bartoszewicz":"Zandberg"],
    )


def turkey(data: Path) -> StationFigures:
    """President 2014, boxes at home without those of prisons; out of the package ``ysk``."""
    import zarr
    from zarr.storage import ZipStore

    group: Any = zarr.open_group(ZipStore(data, mode="r"), path="ysk/data/secim.zarr", mode="r")
    here = np.flatnonzero(group["secim_id"][:] == TURKEY_2014)
    span = slice(int(here[0]), int(here[-1]) + 1)
    boxes = (group["secim_id"][span] == TURKEY_2014) & (group["cezaevi_id"][span] <= 0)
    boxes &= group["yer_turu"][span].astype(object) == "sandik"
    names = [str(name) for name in group["tercih"][:]]
    choices = {name: names.index(name) for name in CANDIDATES_2014}
    votes = {name: group["oy"][span, place][boxes] for name, place in choices.items()}

    def series(name: str) -> pd.Series:
        return pd.Series(group[name][span][boxes])

    return _figures(
        series("kayitli_secmen"),
        series("oy_kullanan"),
        pd.Series(votes[CANDIDATES_2014[0]]),
        pd.Series(group["il"][span].astype(object)[boxes]),
        invalid=series("gecersiz_oy"),
        territory=series("ilce_id"),
        options=pd.DataFrame(votes),
    )


TURKEY_2014 = 13340
"""``secim_id`` of 10 August 2014."""
CANDIDATES_2014 = ("recep_tayyip_erdogan", "ekmeleddin_mehmet_ihsanoglu", "selahattin_demirtas")


def uganda(data: Path, year: int) -> StationFigures:
    """President 2011 and 2021."""
    table = pd.read_csv(data / "uganda" / f"ug_{year}_stations.csv.gz", low_memory=False)
    if year == 2011:
        ballots = table["VALID"] + table["INVALID"]
        leader = table["YOWERI MUSEVENI KAGUTA"]
        return _figures(table["REGISTERED VOTERS"], ballots, leader, table["DISTRICT NAME"])
    leader = table["Yoweri Museveni Tibuhaburwa Kaguta"]
    return _figures(table["Reg.Voters"], table["Total Votes"], leader, table["District"])


def _figures(
    registered: pd.Series,
    ballots: pd.Series,
    leader: pd.Series,
    region: pd.Series,
    *,
    invalid: pd.Series | None = None,
    territory: pd.Series | None = None,
    options: pd.DataFrame | None = None,
) -> StationFigures:
    found = _numbers(ballots)
    return StationFigures(
        registered=_numbers(registered),
        issued=found,
        ballots=found,
        leader=_numbers(leader),
        region=_names(region),
        invalid=None if invalid is None else _numbers(invalid),
        territory=None if territory is None else _names(territory),
        options={} if options is None else {str(name): _numbers(options[name]) for name in options},
    )


def _numbers(figures: pd.Series) -> Figures:
    return np.asarray(pd.to_numeric(figures, errors="coerce"), dtype=np.float64)


def _names(areas: pd.Series) -> npt.NDArray[np.str_]:
    """Text of any length. (``to_numpy(dtype=np.str_)`` cuts it where an entry is missing.)"""
    return np.array([str(name) for name in areas.tolist()], dtype=np.str_)


@dataclass(frozen=True)
class Control:
    """An election known to be clean."""

    country: str
    file: str
    """Below the folder of the public data; or the package it comes in."""
    open: Callable[[Path], StationFigures]
    package: Package | None = None

    def path(self, data: Path) -> Path:
        """Where the figures are. Raises ``InputError`` for a package that cannot be had."""
        return data / self.file if self.package is None else obtain_package(self.package)

    def read(self, data: Path) -> StationFigures:
        """The figures, given the folder of the public data."""
        return self.open(data if self.package is None else self.path(data))


YSK = DATASETS["turkey-2023-runoff"].package

CONTROLS: dict[str, Control] = {
    "germany-2024-european": Control("Germany", "germany/de_ep2024_wahlbezirke.csv.gz", germany),
    **{
        f"israel-knesset-{k}": Control(
            "Israel", f"israel/il_knesset{k}.csv.gz", partial(israel, knesset=k)
        )
        for k in range(20, 26)
    },
    "mexico-2006-president": Control("Mexico", "mexico/mx_2006_casillas.csv.gz", mexico),
    "poland-2025-president": Control("Poland", "poland/pl_2025_pres_r1.csv.gz", poland),
    "turkey-2014-president": Control("Turkey", "ysk 0.1.3", turkey, YSK),
}
"""By name."""
