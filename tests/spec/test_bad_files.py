"""Encodings, names, links and archives: what is read, and what is never followed."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crosstally.check.run import check, open_election
from crosstally.problems import InputError
from crosstally.words import use_language
from tests.folders import checked, returns_entry, write_folder
from tests.read_files import BY_CODE, ONLY_CODE, PLAIN, SUMS, R, options, problems, zipped


def parquet(**columns: object) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("stated", [True, False])
def test_unicode_with_and_without_a_mark(tmp_path: Path, encoding: str, stated: bool) -> None:
    text = PLAIN.replace("North", "Север")
    returns = returns_entry("r.csv", more=f"encoding: {encoding}" if stated else "")
    result = checked(tmp_path, {"r.csv": text.encode(encoding)}, returns)
    assert options(result) == SUMS
    assert "Север" in result.contests["president"].areas["cec", "region"].areas


@pytest.mark.parametrize("encoding", ["undefined", "hex", "a\0b", "no such"])
def test_encodings_that_are_none(tmp_path: Path, encoding: str) -> None:
    returns = returns_entry("r.csv", more=f"encoding: {json.dumps(encoding)}")
    (problem,) = problems(tmp_path, {"r.csv": PLAIN}, returns)
    assert "there is no such encoding" in problem


@pytest.mark.parametrize("name", ["r[1].csv", "r{1}.csv", "~r.csv", "r '1'.csv"])
def test_a_file_is_read_by_its_own_name_only(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {name: PLAIN, "r1.csv": PLAIN.replace("200", "900")}
    assert options(checked(tmp_path, files, returns_entry(json.dumps(name)))) == SUMS


@pytest.mark.parametrize("place", ["c2=77/year=2024", "a*[x]", "what?", "it's {a,b}", "ana=5"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_name_of_the_folder_means_nothing(tmp_path: Path, place: str, kind: str) -> None:
    content = (
        b"code,ana,ben\n1,7,3\n2,8,4\n"
        if kind == "csv"
        else parquet(code=["1", "2"], ana=[7, 8], ben=[3, 4])
    )
    returns = returns_entry(f"r.{kind}", columns=BY_CODE)
    result = checked(tmp_path / place, {f"r.{kind}": content}, returns)
    assert options(result) == {"ana": 15, "ben": 7}


SPECIAL = ["r.csv", "election.yaml", "areas.csv", "announcements.yaml", "crosswalk.csv"] + [  # noqa: RUF005
    "holdings.csv",
    "claims.yaml",
]


@pytest.mark.parametrize("name", SPECIAL)
@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_a_pipe_a_device_or_a_folder_is_not_waited_for(
    tmp_path: Path, name: str, kind: str
) -> None:
    write_folder(tmp_path, {"r.csv": PLAIN}, R)
    (tmp_path / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    elif kind == "device":
        (tmp_path / name).symlink_to("/dev/zero")
    else:
        (tmp_path / name).mkdir()
    with pytest.raises(InputError) as caught:
        check(open_election(tmp_path))
    assert f"{name}: " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../x.csv", "lies outside the election folder"),
        ("/etc/passwd", "lies outside the election folder"),
        ("../*", "lies outside the election folder"),
        ("/etc/*", "lies outside the election folder"),
        ("a**b", "is no name of a file"),
        ("a\0b.csv", "is no name of a file"),
        ("a" * 300 + ".csv", "is no name of a file"),
        ("loop.csv", "loop.csv: cannot be read"),
        (".", "cannot be read: Is a directory"),
        ("nothing*.csv", "no file is called like this"),
    ],
)
def test_names_that_are_no_file_of_the_folder(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (problem,) = problems(tmp_path, {}, returns_entry(json.dumps(name)))
    assert said in problem


def test_a_link_may_lead_to_another_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "e" / "data").mkdir(parents=True)
    (tmp_path / "e" / "data" / "all.csv").write_text(PLAIN)
    (tmp_path / "e" / "r.csv").symlink_to("data/all.csv")
    assert options(checked(tmp_path / "e", {}, R)) == SUMS


@pytest.mark.parametrize("name", ["r.csv", "areas.csv", "claims.yaml", "map.geojson"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "private").write_text(PLAIN)
    files: dict[str, str | bytes] = {} if name == "r.csv" else {"r.csv": PLAIN}
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / name).symlink_to(tmp_path / "private")
    (problem,) = problems(tmp_path / "e", files, R)
    assert problem.startswith(f"{name}: is a link that leads outside the election folder")


@pytest.mark.parametrize("member", ["../../../evil.csv", "/etc/evil.csv", "C:\\evil.csv"])
def test_a_member_is_never_unpacked_to_where_its_name_says(tmp_path: Path, member: str) -> None:
    result = checked(tmp_path, {"r.zip": zipped((member, PLAIN))}, returns_entry("r.zip"))
    assert options(result) == SUMS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["election.yaml", "r.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_of_every_method_and_broken_ones(tmp_path: Path, method: int) -> None:
    content = zipped(("r.csv", PLAIN * 20), method=method)
    broken = bytes(byte ^ 0x5A if 45 <= at < 75 else byte for at, byte in enumerate(content))
    (problem,) = problems(tmp_path, {"r.zip": broken}, returns_entry("r.zip"))
    assert "r.zip: is a broken archive" in problem
    whole = zipped(("r.csv", PLAIN), method=method)
    assert options(checked(tmp_path / "whole", {"r.zip": whole}, returns_entry("r.zip"))) == SUMS


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.csv.gz", PLAIN.encode(), "is a broken archive"),
        ("r.csv.gz", gzip.compress(PLAIN.encode()) + b"garbage", "is a broken archive"),
        ("r.csv.gz", gzip.compress(PLAIN.encode() * 50)[:-20], "is a broken archive"),
        ("r.zip", b"", "is a broken archive"),
        ("r.zip", zipped(), "holds no files"),
        ("r.zip", zipped(*((f"{i}.csv", "x") for i in range(20_000))), "holds 20,000 files"),
        ("r.zip", zipped(("r.zip", zipped(("r.csv", PLAIN)))), "the format of .zip is not known"),
        ("r.zip", zipped(("a." + "b" * 3000, PLAIN)), "is not known"),
        (
            "r.zip",
            zipped(("é.csv", PLAIN)).replace("é".encode(), b"\xff\xfe"),
            "is a broken archive",
        ),
        ("r.zip", zipped(("r.csv", b"1," * (40 << 20))), "unpacks to more than"),
        ("r.csv.gz", gzip.compress(bytes(80 << 20)), "unpacks to more than"),
    ],
    ids=range(11),
)
def test_archives_that_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (problem,) = problems(tmp_path, {name: content}, returns_entry(name))
    assert problem.startswith(f"{name}: ")
    assert said in problem


def test_an_archive_that_is_locked_with_a_password(tmp_path: Path) -> None:
    locked = bytearray(zipped(("r.csv", PLAIN)))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(header) + flags] |= 1
    (problem,) = problems(tmp_path, {"r.zip": bytes(locked)}, returns_entry("r.zip"))
    assert "r.zip: is locked with a password; read 'r.csv'. Unpack it yourself" in problem


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("r.csv.gz", b"no gzip"),
        ("r.zip", zipped()),
        ("r.zip", zipped(("a.csv", "x"), ("b.csv", "x"))),
        ("r.csv", PLAIN.encode() + b"North,Hill\n"),
        ("r.csv", PLAIN.encode() + b'North,"Hill\n'),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_language_in_force(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with use_language("ru"):
        (problem,) = problems(tmp_path, {name: content}, returns_entry(name))
    assert re.match(r"r\S+: [а-я]", problem)


@pytest.mark.parametrize("cut", [4, 40, -9, -1])
def test_a_parquet_file_that_is_cut_short(tmp_path: Path, cut: int) -> None:
    content = parquet(code=["1", "2"], ana=[7, 8], ben=[3, 4])[:cut]
    returns = returns_entry("r.parquet", columns=BY_CODE)
    (problem,) = problems(tmp_path, {"r.parquet": content}, returns)
    assert problem.startswith("r.parquet: cannot be read")


@pytest.mark.parametrize("name", ["areas.csv", "holdings.csv", "crosswalk.csv", "r.csv"])
@pytest.mark.parametrize("far", [False, True])
def test_zero_bytes_are_refused_wherever_they_stand(tmp_path: Path, name: str, far: bool) -> None:
    tables = {
        "r.csv": "code,ana,ben\n" + ",,\n" * (50_000 * far) + "1,5,6\n",
        "areas.csv": "id,name,level,parent\nhill,Hill,region,all\n" * (1 + 9_999 * far),
        "holdings.csv": "station,kind,standing\n" + "1,photograph,held\n" * (9_999 * far),
        "crosswalk.csv": "source,code,station\n" + ",,\n" * (50_000 * far),
    }
    tables[name] += "\0"
    files: dict[str, str | bytes] = {"r.csv": tables["r.csv"], name: tables[name]}
    found = problems(tmp_path, files, ONLY_CODE)
    assert "is no text: it holds zero bytes" in found[-1]


def test_numbers_of_a_parquet_file_are_whole_where_they_are(tmp_path: Path) -> None:
    content = parquet(
        code=[101.0, 102.0],
        ana=pa.array([Decimal("455.000"), Decimal("7.500")], pa.decimal128(10, 3)),
        ben=[5.0, float("nan")],
    )
    result = checked(tmp_path, {"r.parquet": content}, returns_entry("r.parquet", columns=BY_CODE))
    assert options(result) == {"ana": 455, "ben": 5}
    raw = {item.figures["raw"] for item in result.findings.of("SHEET-UNREAD")}
    assert raw == {"7.500", "nan"}
    (own,) = (
        checked(
            tmp_path / "areas",
            {
                "r.parquet": content,
                "areas.csv": "id,level,parent\nh,region,all\n101,station,h\n102,station,h\n",
            },
            returns_entry("r.parquet", columns=BY_CODE),
        )
        .contests["president"]
        .totals.values()
    )
    assert (own.stations_held, own.stations_known) == (2, 2)
