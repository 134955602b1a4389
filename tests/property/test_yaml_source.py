"""YAML with places: any input is a document or an error for people, and places are right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from crosstally.election.definition import Definition
from crosstally.election.validation import validated
from crosstally.election.yaml_source import Location, YamlSource, parse_yaml, read_yaml
from crosstally.problems import InputError

texts = (
    st.text(max_size=200)
    | st.text(alphabet="ab:-[]{}&*!|>'\"#%@\n\t ,?1.", max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "a: ",
                "b:\n",
                "- ",
                "  ",
                "\t",
                "&x ",
                "*x",
                "<<: *x",
                "!!python/object:os ",
                "? ",
                "\n",
            ]
        ),
        max_size=40,
    ).map("".join)
)


def read(text: str) -> YamlSource | InputError:
    """The document, or the error a person sees."""
    try:
        return parse_yaml(text, "x.yaml")
    except InputError as error:
        return error


@given(texts)
@example("a: &a [*a]")
@example("<<: {a: 1}")
@example("!!binary x: 1")
@example("2012-13-45: x")
@example("a: " + "[" * 2_000)
@example("- " * 3_000)
@example("a: " + "[" * 1_000_000)
@example("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]")
@example("a: " + "{a: " * 2_000)
@example("\ufeffa: 1")
@example("a: 1\n---\nb: 2")
@example("? [a, b]\n: c")
@example("\u0085a: 1")
@example("a\x00b: 1")
@example("'\\ud800': 1")
@example('"\\ud800": 1')
@example('"\\xZZ": 1')
@example("%YAML 9.9\n---\na: 1")
@example("!<tag:x> a: b")
def test_any_text_is_a_document_or_an_input_error(text: str) -> None:
    result = read(text)
    if isinstance(result, InputError):
        assert result.problems
        for problem in result.problems:
            assert problem.file == "x.yaml"
            assert problem.message
            assert problem.line is None or 1 <= problem.line <= text.count("\n") + _breaks(text) + 2
    else:
        assert_plain(result.value)


def _breaks(text: str) -> int:
    return len(text.splitlines())


def assert_plain(value: Any) -> None:
    """Only what JSON knows comes out, and it can be written out."""
    json.dumps(value)
    match value:
        case dict():
            for key, inner in value.items():
                assert isinstance(key, str)
                assert_plain(inner)
        case list():
            for inner in value:
                assert_plain(inner)
        case _:
            assert value is None or isinstance(value, str | int | bool)


@given(st.binary(max_size=200) | texts.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_document_or_an_input_error(tmp_path_factory: Any, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("yaml") / "election.yaml"
    path.write_bytes(raw)
    try:
        source = read_yaml(path, "election.yaml")
        validated(Definition, source)
    except InputError as error:
        problems = error.problems
    else:
        return
    assert problems
    assert all(problem.file == "election.yaml" for problem in problems)


keys = st.text(alphabet="abcdefgийçñع_", min_size=1, max_size=6)
numbers = st.integers(-(10**6), 10**6) | st.booleans() | st.none()


def documents_with(scalars: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Mappings of lists and mappings of these scalars."""
    return st.dictionaries(
        keys,
        st.recursive(
            scalars,
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
            max_leaves=15,
        ),
        max_size=5,
    )


letters = st.characters(
    exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff"
)
documents = documents_with(numbers | st.text(letters, max_size=12))
visible = documents_with(numbers | st.text(alphabet="ab я:'\"#-[{&*,?|>%@!~١", max_size=12))


@given(documents, st.booleans())
def test_what_was_written_is_what_is_read(document: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    assert parse_yaml(text, "x.yaml").value == document


@given(visible, st.booleans())
def test_places_point_at_the_key_in_the_text(document: dict[str, Any], json_like: bool) -> None:
    text = (
        json.dumps(document, ensure_ascii=False, indent=1)
        if json_like
        else yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    )
    source = parse_yaml(text, "x.yaml")
    lines = text.splitlines()
    for location in _locations(document):
        line, column = source.place(location)
        assert line is not None
        assert column is not None
        here = lines[line - 1][column - 1 :]
        key = location[-1]
        if isinstance(key, str):
            assert here.lstrip("'\"").startswith(key)
        else:
            # An item's place is its own: it lies after its list's, never on it.
            assert (line, column) > source.place(location[:-1])


def _locations(value: Any, base: Location = ()) -> list[Location]:
    found: list[Location] = []
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        found.append((*base, key))
        found += _locations(inner, (*base, key))
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 7.20", "7.20"),
        ("a: no", "no"),
        ("a: 12:30", "12:30"),
        ("a: 2012-01-15", "2012-01-15"),
        ("a: 007", "007"),
        ("a: 1_000", "1_000"),
        ("a: 0x10", "0x10"),
        ("a: 7", 7),
        ("a: '7'", "7"),
        ("a: true", True),
        ("a: 'true'", "true"),
        ("a: ~", None),
        ("a:", None),
        ("a: 99999999999999999999", "99999999999999999999"),
    ],
)
def test_values_keep_what_was_printed(text: str, value: object) -> None:
    read_back = parse_yaml(text, "x.yaml").value["a"]
    assert read_back == value
    assert type(read_back) is type(value)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is not there"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml(tmp_path)
