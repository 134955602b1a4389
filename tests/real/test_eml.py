"""EML_NL counts of the Dutch electoral council, held against the tables its own program made."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from crosstally.check.run import check, open_election
from crosstally.cli.app import command_line
from crosstally.returns.document_files import read_document
from crosstally.returns.documents import Document, Meaning

pytestmark = pytest.mark.data

COUNTS = [
    (
        "Telling_TK2025_gemeente_West_Maas_en_Waal",
        "Kandidatenlijsten_TK2025_Nijmegen",
        "osv4-3_telling_tk2025_gemeente_westmaasenwaal",
    ),
    (
        "Telling_GR2022_WestMaasenWaal",
        "Kandidatenlijsten_GR2022_WestMaasenWaal",
        "osv4-3_telling_gr2022_westmaasenwaal",
    ),
]
FIELDS = {
    "opgeroepenen": "called_up",
    "geldige stempas": "polling_cards",
    "geldig volmachtbewijs": "proxies",
    "geldige kiezerspas": "voter_passes",
    "toegelaten kiezers": "admitted",
    "geldige stembiljetten": "valid",
    "blanco stembiljetten": "blank",
    "ongeldige stembiljetten": "invalid",
    "meer stembiljetten dan toegelaten kiezers": "more_ballots",
    "minder stembiljetten dan toegelaten kiezers": "fewer_ballots",
    "kiezers met stembiljet hebben niet gestemd": "ballots_taken_away",
    "er zijn te weinig stembiljetten uitgereikt": "too_few_handed_out",
    "er zijn te veel stembiljetten uitgereikt": "too_many_handed_out",
    "geen verklaring": "unexplained",
    "andere verklaring": "otherwise_explained",
}
EML = "{urn:oasis:names:tc:evs:schema:eml}"
XNL = "{urn:oasis:names:tc:ciq:xsdschema:xNL:2.0}"


def folder(data: Path) -> Path:
    return data / "eml" / "eml2csv"


def candidates(path: Path) -> list[tuple[str, str, dict[str, str]]]:
    """(list, its name, candidate → name as on the ballot), in the order of a candidate list."""
    lists = []
    for affiliation in ElementTree.parse(path).iter(  # noqa: S314 - a pinned file
        f"{EML}Affiliation"
    ):
        identifier = affiliation.find(f"{EML}AffiliationIdentifier")
        assert identifier is not None
        name = identifier.findtext(f"{EML}RegisteredName", "")
        lists.append((identifier.get("Id", ""), name, dict(map(person, persons(affiliation)))))
    return lists


def persons(affiliation: ElementTree.Element) -> list[ElementTree.Element]:
    return affiliation.findall(f"{EML}Candidate")


def person(candidate: ElementTree.Element) -> tuple[str, str]:
    identifier = candidate.find(f"{EML}CandidateIdentifier")
    assert identifier is not None
    parts = {
        part: next((e.text or "" for e in candidate.iter(f"{XNL}{part}")), "")
        for part in ("NamePrefix", "LastName", "NameLine")
    }
    last = " ".join(filter(None, [parts["NamePrefix"], parts["LastName"]]))
    return identifier.get("Id", ""), f"{last}, {parts['NameLine']}"


def as_osv(document: Document, lists: list[tuple[str, str, dict[str, str]]]) -> list[list[str]]:
    """What was read, in the shape of the official program's table."""
    at = {column.id: i for i, column in enumerate(document.columns) if column.id}
    (name,) = document.of(Meaning.STATION_NAME)
    (code,) = document.of(Meaning.STATION)

    def figures(key: str) -> list[str]:
        position = at[key]
        return [str(document.totals[position]), *(row[position] for row in document.rows)]

    named = [
        re.fullmatch(r"Stembureau (.*) \(postcode: (.*)\)", row[name]) for row in document.rows
    ]
    stations = [match.groups() for match in named if match]
    municipality = document.rows[0][at["municipality"]]
    codes = [row[code].rpartition("SB")[2] for row in document.rows]
    total = [
        sum(int(figures(key)[i]) for key in ("valid", "blank", "invalid"))
        for i in range(len(codes) + 1)
    ]
    rows = [
        ["Verkiezing", "", document.title],
        ["Datum", "", document.date or ""],
        ["Gebied", "", f"Gemeente {municipality}"],
        ["Nummer", "", document.rows[0][code].partition("::")[0]],
        [],
        ["Lijstnummer", "Aanduiding", "Volgnummer", "Naam kandidaat", "Totaal"]
        + [station[0] for station in stations],
        ["Gebiednummer", "", "", "", "", *codes],
        ["Postcode", "", "", "", "", *(station[1] for station in stations)],
    ]
    for label, key in FIELDS.items():
        rows.append(["", label, "", "", *figures(key)])
        if key == "invalid":
            rows.append(["", "aangetroffen stembiljetten", "", "", *map(str, total)])
    for number, party, names in lists:
        rows.append([number, party, "", "", *figures(f"list {number}")])
        rows += [["", "", i, who, *figures(f"{number}/{i}")] for i, who in names.items()]
    return rows


@pytest.mark.parametrize(("count", "lists", "expected"), COUNTS)
def test_the_official_table_comes_out(data: Path, count: str, lists: str, expected: str) -> None:
    document = read_document(folder(data) / f"{count}.eml.xml", "eml", count)
    table = as_osv(document, candidates(folder(data) / f"{lists}.eml.xml"))
    text = (folder(data) / f"{expected}.csv").read_text(encoding="utf-8-sig")
    assert table == list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("count", [count for count, *_ in COUNTS])
def test_a_drafted_folder_adds_up(data: Path, tmp_path: Path, count: str) -> None:
    target = tmp_path / "mine"
    command_line()(
        ["new", str(target), "--from", str(folder(data) / f"{count}.eml.xml"), "--yes"],
        standalone_mode=False,
    )
    result = check(open_election(target))
    assert result.exit_code == 0
    assert not list(result.findings)


def test_every_other_file_is_refused_by_what_it_holds(data: Path) -> None:
    from crosstally.problems import InputError

    for path in sorted(folder(data).glob("Kandidatenlijsten*")):
        with pytest.raises(InputError, match=r"is no EML count \(510\)") as error:
            read_document(path, "eml", path.name)
        assert "candidates and lists" in str(error.value)
