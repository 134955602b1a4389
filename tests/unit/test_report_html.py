"""The page: everything escaped, nothing from outside, bounded in size, honest about gaps."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crosstally import words
from crosstally.check.registry import load_codes
from crosstally.check.result import CheckResult, ContestResult, Findings
from crosstally.check.run import check
from crosstally.findings import Finding, Sentence
from crosstally.problems import InputError
from crosstally.report.html import render_report, write_report
from tests.folders import HEAD, STATIONS, csv_of, write_folder
from tests.report_fixture import UNREAD, empty_result, make_result, write_map
from tests.report_words import ARABIC, SCRIPT

VOID = {"meta", "br", "input", "link", "img", "rect", "path"}


class Page(HTMLParser):
    """Gathers what a page is made of, and whether its elements close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [id_ for _tag, attrs in self.elements if (id_ := attrs.get("id"))]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_report(make_result()))


def test_elements_close_in_order_and_ids_are_unique(page: Page) -> None:
    assert page.mistakes == []
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_names_are_escaped_everywhere(page: Page) -> None:
    assert len(page.named("script")) == 1, "only the page's own"
    assert page.text.count("&lt;script&gt;alert(") >= 10
    assert "<b>.csv" not in page.text


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(page: Page) -> None:
    policy = next(
        attrs["content"] or ""
        for attrs in page.named("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        match = re.search(f"<{tag}>(.*?)</{tag}>", page.text, re.DOTALL)
        assert match is not None
        digest = base64.b64encode(hashlib.sha256(match[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_loaded_and_nothing_is_styled_or_run_in_place(page: Page) -> None:
    for tag, attrs in page.elements:
        assert tag not in {"link", "img", "iframe", "object", "base", "form"}
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert "src" not in attrs
        href = attrs.get("href")
        assert href is None or href.startswith("#"), "every link stays on the page"


def test_every_link_leads_somewhere_and_every_label_names_something(page: Page) -> None:
    ids = set(page.ids)
    for _tag, attrs in page.elements:
        for name in ("aria-labelledby", "aria-controls", "for", "data-for"):
            value = attrs.get(name)
            assert value is None or value in ids, (name, value)
        href = attrs.get("href")
        assert href is None or href[1:] in ids, href


def test_headings_do_not_jump(page: Page) -> None:
    levels = [int(tag[1]) for tag, _attrs in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_tables_have_captions_and_scopes(page: Page) -> None:
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(attrs.get("scope") for attrs in page.named("th"))


def test_the_page_says_the_answer_premises_and_breaking_point(page: Page) -> None:
    assert '<p class="lead">15 statements of Commission' in page.text
    assert "The 1,204 sheets held are genuine." in page.text
    assert "At least 87 of the sheets held would have to be worthless." in page.text
    assert "What it finds is an anomaly" in page.text


def test_claims_stand_apart_and_drafts_are_not_shown(page: Page) -> None:
    assert "DRAFTED" not in page.text
    tested, recorded = page.text.split("Recorded, not tested", 1)
    assert "Around 100 protesters met." in recorded
    assert "Around 100 protesters met." not in tested
    assert "This rests on preliminary figures." in tested
    assert "312 counterexamples" in tested
    assert "212 more are not listed." in tested


def test_seats_name_the_base_that_the_rule_names(page: Page) -> None:
    seats = seats_of(page)
    assert seats.count("as the rule says") == 1
    assert "Threshold of valid votes, as the rule says" in seats
    assert "Threshold of voters who took part<" in seats
    assert "A tie is open between Unity, Рассвет" in seats
    assert "68 or 69" in seats


def test_the_work_behind_seats_is_folded_and_whole(page: Page) -> None:
    seats = seats_of(page)
    work = seats.split('<details class="steps">')[1].split("</details>")[0]
    assert "Below the threshold" in work
    assert '<td class="num" data-label="Quotient">41,466.666…</td>' in work  # 497,600 / 12
    assert "they were compared exactly" in work


def test_people_are_named_only_where_the_folder_names_them_and_escaped(page: Page) -> None:
    seats = seats_of(page)
    assert (
        "<li><bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; One (No. 1)</bdi></li>" in seats
    )
    assert "<li><bdi>No. 3</bdi></li>" in seats
    assert "struck off" in seats
    assert SCRIPT not in seats


def test_figures_that_give_no_seats_say_why(page: Page) -> None:
    assert "9 of 12 stations are held." in seats_of(page)


def seats_of(page: Page) -> str:
    return page.text.split('<section id="seats"')[1].split("</section>")[0]


def test_names_of_another_direction_are_isolated(page: Page) -> None:
    assert f"<bdi>{ARABIC}</bdi>" in page.text


def test_missing_is_shown_as_missing(page: Page) -> None:
    assert "of an unknown number" in page.text
    assert 'title="no figure is held">–' in page.text
    assert "nobody says how many stations there are" in page.text


def test_the_page_is_bounded_and_says_what_is_not_on_it() -> None:
    text = render_report(make_result(differences=3_000, unread=5_000))
    assert text.count('<ul class="pairs">') == 2_001, "2,000 stations and one area of a level"
    assert "1,000 more stations differ" in text
    assert "8,500 more are not on this page" in text
    assert text.count("reads 1 2?4.") == 500
    assert len(text) < 3_000_000


def test_an_empty_result_makes_a_page_that_claims_nothing() -> None:
    page = Page(render_report(empty_result()))
    assert page.mistakes == []
    assert "Everything that was checked adds up." in page.text
    assert page.text.count("No check of this kind was run.") == 1, "the other tiers are not shown"
    assert "Nothing was checked." in page.text
    ids = set(page.ids)
    assert all((attrs.get("href") or "#main")[1:] in ids for attrs in page.named("a"))


def test_the_command_does_not_give_the_folders_place_away(tmp_path: Path) -> None:
    folder = tmp_path / "made-up"
    text = render_report(make_result(folder=folder))
    assert "crosstally check made-up --report" in text
    assert str(tmp_path) not in text


def test_odd_bytes_in_names_do_not_stop_the_page(tmp_path: Path) -> None:
    odd = Finding(UNREAD, None, "{raw} 100 % {{so}}", {"raw": "caf\udce9 \u202edn\x1b\x07e"})
    made = make_result()
    result = CheckResult(
        made.election, "0", Sentence("So."), Findings([odd]), {"list": ContestResult("list")}
    )
    write_report(result, tmp_path / "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "caf? dne 100 % {so}" in text


def test_a_title_does_not_turn_the_text_around_it(tmp_path: Path) -> None:
    head = HEAD.replace("title: An example", 'title: "An \\u202eexample <b>"')
    folder = write_folder(tmp_path / "election", {"returns.csv": csv_of(STATIONS)}, head=head)
    text = render_report(check(folder))
    assert "\u202e" not in text
    assert "<title>An example &lt;b&gt;: election check</title>" in text


def test_a_report_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Make the folder first"):
        write_report(empty_result(), tmp_path / "absent" / "x.html")
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_words_falls_back_to_english() -> None:
    assert '<html lang="en" dir="ltr">' in render_report(empty_result(), "xx")


def test_right_to_left_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "languages", lambda: ["en", "ar"])
    assert '<html lang="ar" dir="rtl">' in render_report(empty_result(), "ar")


def test_the_same_result_makes_the_same_page(tmp_path: Path) -> None:
    write_map(tmp_path)
    result = make_result(folder=tmp_path)
    assert render_report(result) == render_report(result)


def finding(votes: int, *premises: str) -> Finding:
    return Finding(
        load_codes()["SHEET-MUST"],
        None,
        "{n} off",
        {"n": votes},
        votes=votes,
        premises=tuple(Sentence(text) for text in premises),
        breaking_point=Sentence("Never."),
    )


def test_what_findings_share_is_said_once() -> None:
    found = [finding(9, "P", "Q"), finding(8, "P", "Q"), finding(7, "P", "R"), finding(6, "P", "S")]
    result = dataclasses.replace(make_result(), findings=Findings(found))
    text = Page(render_report(result)).text
    assert [text.count(f"<li>{premise}</li>") for premise in "PQRS"] == [2, 1, 1, 1]
    assert text.count("Never.") == 2, "once for the two that are alike, once for the others"


def test_a_tier_without_a_check_is_not_shown() -> None:
    page = Page(render_report(empty_result()))
    assert "decisive" in page.ids
    assert "strong" not in page.ids
