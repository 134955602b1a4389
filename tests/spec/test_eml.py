"""EML counts: a small file in, a table out; and files that no reader should trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosstally.problems import InputError
from crosstally.returns.document_files import read_document
from crosstally.returns.documents import Document
from tests.folders import checked

HEAD = '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" Id="510b" SchemaVersion="5">'
COUNT = f"""\
{HEAD}
<ManagingAuthority><AuthorityIdentifier Id="0001">Dorp</AuthorityIdentifier></ManagingAuthority>
<Count><Election><ElectionIdentifier Id="X"><ElectionName>Vote</ElectionName></ElectionIdentifier>
<Contests><Contest><ContestIdentifier Id="geen"/>
<TotalVotes>
 <Selection><AffiliationIdentifier Id="1"><RegisteredName>Ana</RegisteredName>
 </AffiliationIdentifier><ValidVotes>30</ValidVotes></Selection>
 <Selection><AffiliationIdentifier Id="2"><RegisteredName/></AffiliationIdentifier>
  <ValidVotes>12</ValidVotes></Selection>
 <TotalCounted>42</TotalCounted>
</TotalVotes>
<ReportingUnitVotes><ReportingUnitIdentifier Id="1">School</ReportingUnitIdentifier>
 <Selection><AffiliationIdentifier Id="1"><RegisteredName>Ana</RegisteredName>
 </AffiliationIdentifier><ValidVotes>10</ValidVotes></Selection>
 <Selection><Candidate><CandidateIdentifier Id="1"/></Candidate><ValidVotes>9</ValidVotes>
 </Selection>
 <Selection><AffiliationIdentifier Id="2"><RegisteredName/></AffiliationIdentifier>
  <ValidVotes>5</ValidVotes></Selection>
 <TotalCounted>15</TotalCounted>
</ReportingUnitVotes>
<ReportingUnitVotes><ReportingUnitIdentifier Id="2">Church</ReportingUnitIdentifier>
 <Selection><AffiliationIdentifier Id="1"><RegisteredName>Ana</RegisteredName>
 </AffiliationIdentifier><ValidVotes>20</ValidVotes></Selection>
 <TotalCounted>27</TotalCounted>
</ReportingUnitVotes>
</Contest></Contests></Election></Count></EML>
"""


def read(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "count.eml.xml"
    path.write_text(text, encoding="utf-8")
    return read_document(path, "eml", path.name)


def test_a_place_is_a_row_and_what_is_not_stated_stays_empty(tmp_path: Path) -> None:
    document = read(tmp_path, COUNT)
    assert [column.name for column in document.columns] == [
        "ReportingUnitIdentifier Id",
        "ReportingUnitIdentifier",
        "ContestName",
        "AuthorityIdentifier",
        "TotalCounted",
        "Ana",
        "(list 2)",
        "1/1",
    ]
    assert document.rows == [
        ["1", "School", "", "Dorp", "15", "10", "5", "9"],
        ["2", "Church", "", "Dorp", "27", "20", "", ""],
    ]
    assert list(document.lines) == [12, 21]
    assert document.totals == {4: 42, 5: 30, 6: 12}


def test_an_election_names_columns_of_a_count_like_any_others(tmp_path: Path) -> None:
    returns = """\
  - file: count.eml.xml
    source: cec
    columns:
      station: ReportingUnitIdentifier Id
      fields: {valid: TotalCounted}
      options: {ana: Ana, ben: "(list 2)"}
"""
    right = checked(tmp_path, {"count.eml.xml": COUNT}, returns)
    assert right.exit_code == 0
    assert not list(right.findings)  # an empty figure refutes no sum
    wrong = COUNT.replace("<TotalCounted>15", "<TotalCounted>16")
    found = checked(tmp_path / "wrong", {"count.eml.xml": wrong}, returns)
    (finding,) = found.findings
    assert (finding.code.name, finding.area) == ("SHEET-MUST", "1")


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    wrong = (
        COUNT.replace('Id="2">Church', 'Id="1">Church')
        .replace("<ValidVotes>20", "<ValidVotes>-20")
        .replace("<ValidVotes>9<", "<ValidVotes>1e3<")
    )
    with pytest.raises(InputError) as error:
        read(tmp_path, wrong)
    assert str(error.value).splitlines() == [
        "count.eml.xml:15: a figure of School is no whole number; read '1e3'; "
        "expected digits alone",
        "count.eml.xml:23: a figure of Church is no whole number; read '-20'; "
        "expected digits alone",
        "count.eml.xml:21: a place stands twice; read '1'",
    ]


LAUGHS = '<!DOCTYPE EML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>\n'
FILE = '<!DOCTYPE EML [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS + COUNT, "declares a document type"),
        (FILE + COUNT.replace("Dorp", "&a;"), "declares a document type"),
        (COUNT[:900], "is no XML"),
        (HEAD + "<a>" * 70, "elements in elements more than 64 deep"),
        (f"{HEAD}<a>{'x' * 20_000}</a></EML>", "a text longer than 10,000 signs"),
        (COUNT.replace("510b", "520"), "this one holds results; the count is another"),
        ("<html><p>Not found</p></html>", "is no EML count"),
        (f"{HEAD}<Count/></EML>", "holds no polling stations"),
        ("", "is no XML"),
    ],
)
def test_a_file_that_is_no_count_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, text)
