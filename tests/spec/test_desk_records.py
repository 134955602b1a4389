"""Observers' forms: defined as XLSForm, filled in on the desk, exported, counted by a check."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from crosstally.check.run import check, open_election
from crosstally.cli.app import command_line
from crosstally.desk.filled_forms import add_table, file_record, records_of, withdraw_record
from crosstally.desk.journal import Journal
from crosstally.desk.language import languages_offered
from crosstally.desk.observers_forms import SHIPPED, read_answers, read_form_file, read_forms
from crosstally.desk.states import Person, RefusedError, Role
from crosstally.ledger.errors import LedgerError
from crosstally.ledger.log import Log
from crosstally.problems import InputError
from crosstally.words import use_language
from tests.desk_visitors import Visitor
from tests.desks import STATION, RunningDesk, run_desk

OPTIONS = {"erdogan": "Recep Tayyip Erdoğan", "kilicdaroglu": "Kemal Kılıçdaroğlu"}
FORMS = read_forms((SHIPPED,), OPTIONS)
ANN = Person("ann", Role.TYPIST)
CEM = Person("cem", Role.TYPIST)
ROOT = Person("root", Role.ADMINISTRATOR)
PROTEST = {
    "day": ["2012-01-17"],
    "place": ["Almaty, Republic Square"],
    "kind": ["protest"],
    "least": ["200"],
    "most": ["500"],
    "police": ["watched"],
    "violence": ["none"],
    "known": ["seen"],
    "account": ["Aigul was there."],
}


def test_four_forms_ship_in_every_language_of_the_desk() -> None:
    assert sorted(FORMS) == ["checklist", "incident", "media", "ruling"]
    offered = set(dict(languages_offered()))
    for form in FORMS.values():
        for question in form.questions:
            for words in (question.label, *question.choices.values()):
                assert offered <= set(words.texts) or words.texts[""] in OPTIONS.values()
        for code in offered - {"en"}:
            with use_language(code):
                assert form.called != form.title, f"{form.id} in {code}"
    with use_language("ru"):
        assert str(FORMS["incident"].questions[0].label) == "День"


def test_media_are_asked_about_the_options_of_the_contest() -> None:
    party = next(one for one in FORMS["media"].questions if one.name == "party")
    assert list(party.choices) == [*OPTIONS, "other"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": [""]}, {"day": "An answer is needed."}),
        ({"day": ["17.01.2012"]}, {"day": "Expected a day as 2024-05-31."}),
        ({"kind": ["riot"]}, {"kind": "Choose from the list."}),
        ({"least": ["-1"]}, {"least": "At least 0."}),
        ({"least": ["many"]}, {"least": "Expected a number, read 'many'."}),
        ({"least": ["٢٠٠"]}, {}),
        ({"hour": ["25:00"]}, {"hour": "Expected an hour as 14:30."}),
    ],
)
def test_answers_are_held_against_the_form(
    change: dict[str, list[str]], said: dict[str, str]
) -> None:
    answers, errors = read_answers(FORMS["incident"], PROTEST | change)
    assert errors == said
    if not said:
        assert answers["least"] == "200"


def written(path: Path, survey: list[list[str]], choices: list[list[str]]) -> Path:
    """An XLSForm as a spreadsheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    settings = [["form_title", "form_id"], ["Own", "own"]]
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_form_of_ones_own_is_a_spreadsheet(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "required"],
        ["select_multiple sign", "seen", "What was seen", "yes"],
        ["integer", "count", "How many", ""],
    ]
    choices = [["list_name", "name", "label"], ["sign", "a", "A"], ["sign", "b", "B"]]
    form = read_form_file(written(tmp_path / "own.xlsx", survey, choices), {})
    assert (form.id, form.title) == ("own", "Own")
    answers, errors = read_answers(form, {"seen": ["a", "b"], "count": [""]})
    assert (answers, errors) == ({"seen": "a b"}, {})


@pytest.mark.parametrize(
    ("header", "row", "what"),
    [
        ("relevant", "${a} = 'x'", "relevant"),
        ("constraint", "regex(., 'a')", "constraint"),
        ("calculation", "1 + 1", "calculate"),
    ],
)
def test_what_the_desk_cannot_ask_is_refused_and_not_left_out(
    tmp_path: Path, header: str, row: str, what: str
) -> None:
    survey = [["type", "name", "label", header], ["text", "a", "A", ""], ["text", "b", "B", row]]
    path = written(tmp_path / "own.xlsx", survey, [["list_name", "name", "label"]])
    with pytest.raises(InputError, match=f"b: the desk cannot ask this.*{what}"):
        read_form_file(path, {})


def test_what_is_no_form_is_said(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    path.write_bytes(b"no spreadsheet")
    with pytest.raises(InputError, match="is no XLSForm"):
        read_form_file(path, {})


def journal_at(folder: Path) -> Journal:
    folder.mkdir(exist_ok=True)
    return Journal(folder / "journal", "desk.example/journal")


def test_the_journal_commits_to_answers_and_does_not_hold_them(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    answers, _errors = read_answers(FORMS["incident"], PROTEST)
    name = file_record(tmp_path, journal, ANN, FORMS["incident"], answers)
    assert records_of(tmp_path, journal.entries())[name].answers == answers
    every = b"".join(
        path.read_bytes() for path in (tmp_path / "journal").rglob("*") if path.is_file()
    )
    assert b"Republic" not in every
    path = tmp_path / "records" / f"{name}.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps(kept | {"answers": answers | {"most": "900"}}))
    with pytest.raises(LedgerError, match="changed after it was written down"):
        records_of(tmp_path, journal.entries())
    path.unlink()
    assert records_of(tmp_path, journal.entries())[name].answers is None, "destroyed, and said"


def test_a_record_is_withdrawn_and_stays_written_down(tmp_path: Path) -> None:
    journal = journal_at(tmp_path)
    name = file_record(tmp_path, journal, ANN, FORMS["incident"], {"day": "2012-01-17"})
    for by, reason, said in (
        (CEM, "mine", "role"),
        (ANN, " ", "reason"),
    ):
        with pytest.raises(RefusedError, match=said):
            withdraw_record(journal, by, name, reason)
    withdraw_record(journal, ANN, name, "told twice")
    assert records_of(tmp_path, journal.entries())[name].withdrawn == "told twice"
    with pytest.raises(RefusedError, match="withdrawn before"):
        withdraw_record(journal, ROOT, name, "again")


def test_a_record_that_is_filled_in_anew_ends_the_first_by_the_same_entry(tmp_path: Path) -> None:
    journal, form = journal_at(tmp_path), FORMS["incident"]
    first = file_record(tmp_path, journal, ANN, form, {"day": "2012-01-17"})
    with pytest.raises(RefusedError, match="role"):
        file_record(tmp_path, journal, CEM, form, {"day": "2012-01-18"}, first)
    second = file_record(tmp_path, journal, ROOT, form, {"day": "2012-01-18"}, first)
    assert len(journal.entries()) == 2, "no moment at which both stand"
    for again in (
        lambda: file_record(tmp_path, journal, ANN, form, {"day": "2012-01-19"}, first),
        lambda: withdraw_record(journal, ANN, first, "once more"),
    ):
        with pytest.raises(RefusedError, match="withdrawn before"):
            again()
    records = records_of(tmp_path, journal.entries())
    assert [one.withdrawn for one in records.values()] == [f"filled in anew: {second[:8]}", ""]
    assert len(list((tmp_path / "records").iterdir())) == 2, "what was refused is not kept"


def test_a_table_of_an_earlier_export_stays_beside_the_new_one(tmp_path: Path) -> None:
    """A desk may be begun with the folder that another one wrote."""
    for day in ("17", "18", "19"):
        add_table(tmp_path / "records", "desk-own", [["day"], [day]], {"name": f"Day {day}"})
    kept = sorted((tmp_path / "records").glob("*.csv"))
    assert [path.name for path in kept] == ["desk-own-2.csv", "desk-own-3.csv", "desk-own.csv"]
    assert kept[-1].read_text() == "day\n17\n"
    assert (tmp_path / "records" / "forms.yaml").read_text().count("name: Day") == 3


def test_from_a_form_on_the_desk_to_the_report(desk: RunningDesk, tmp_path: Path) -> None:
    root = Visitor(desk).join(desk.link, "root")
    ann, cem = (Visitor(desk).join(root.invite("typist"), name) for name in ("ann", "cem"))
    sheet = root.upload("one")
    for typist in (ann, cem):
        typist.read(sheet)
    ann.get("/records/fill/incident/")
    wrong = ann.post("/records/fill/incident/", PROTEST | {"most": ["lots"]})
    assert wrong.status_code == 400
    assert "Almaty, Republic Square" in wrong.text, "nothing typed is lost"
    kept = ann.post("/records/fill/incident/", PROTEST | {"place": ["=1+1"]})
    assert kept.status_code == 302
    path = kept.headers["location"]
    assert "Aigul was there." in ann.get(path).text
    assert "Aigul was there." in root.get(path).text
    assert cem.get(path).status_code == 404, "what another observer saw"
    for tone, minutes in (("favourable", "12"), ("hostile", "3")):
        air = {"day": "2023-05-20", "channel": "TRT", "party": "erdogan", "tone": tone}
        assert cem.post("/records/fill/media/", air | {"minutes": minutes}).status_code == 302
    withdrawn = cem.post("/records/fill/media/", air | {"minutes": "99"}).headers["location"]
    assert cem.post(f"{withdrawn}withdraw/", {"reason": "typed twice"}).status_code == 302

    asked = {"area": STATION, "where": "=board", "when": "2023-05-30", "what": "Aigul saw it"}
    root.get(f"/findings/station/?code={STATION}")
    root.post("/findings/complain/file/", asked | {"deadline": "2023-06-02"})
    page = root.get(f"/findings/station/?code={STATION}").text
    about = re.findall(r'name="complaint" value="(\w+)"', page)[0]
    answer = {"area": STATION, "complaint": about, "when": "2023-06-05", "decision": "refused"}
    assert root.post("/findings/complain/answer/", answer).status_code == 302
    appeal = {"area": STATION, "complaint": about, "where": "court", "when": "2023-06-07"}
    appeal |= {"deadline": "2023-06-20"}
    assert root.post("/findings/complain/appeal/", appeal | {"what": "why"}).status_code == 302

    out = tmp_path / "out"
    arguments = ["desk", "export", str(desk.folder), str(out), "--source", "Ours"]
    command_line("desk")(arguments, prog_name="crosstally", standalone_mode=False)
    table = (out / "records" / "desk-incident.csv").read_text()
    assert "Aigul" not in table, "private answers stay on the desk"
    assert "'=1+1" in table, "no formula for whoever opens it in a spreadsheet"
    table = (out / "records" / "desk_complaints.csv").read_text()
    cells = "court,2023-05-30,2023-06-20,filed,1,refused,2023-06-05"
    assert f"{about},{STATION},{cells}," in table
    assert "Aigul" not in table, "what it says stays on the desk"
    found = {one.id: one for one in check(open_election(out)).records}
    assert found["desk_complaints"].counted["decision"] == {"refused": 1}
    assert found["desk-incident"].counted["kind"] == {"protest": 1}
    assert found["desk-media"].crossed == {("erdogan", "favourable"): 12, ("erdogan", "hostile"): 3}
    assert found["desk-media"].sums == {"minutes": 15}
    form = found["desk-media"].form
    assert form.called("tone") == "Tone", "the report shows what people called it"
    assert form.said("tone", "hostile") == "Hostile"
    assert form.said("party", "erdogan") == OPTIONS["erdogan"]


def test_journal_and_records_are_in_a_backup(desk: RunningDesk, tmp_path: Path) -> None:
    acts = desk.kept / "log"
    if not (acts / "checkpoint").exists():
        Log.create(acts, "desk.example/log")
    journal = Journal(desk.kept / "journal", "desk.example/journal")
    name = file_record(desk.kept, journal, ANN, FORMS["incident"], {"day": "2012-01-17"})
    before = records_of(desk.kept, journal.entries())
    assert name in before
    assert run_desk("backup", desk.folder, tmp_path / "kept").returncode == 0
    assert run_desk("restore", tmp_path / "kept", tmp_path / "again").returncode == 0
    kept = tmp_path / "again" / "desk" / "president"
    assert records_of(kept, Journal(kept / "journal", "desk").entries()) == before
