"""`crosstally new` and `add`: columns as observers name them, in more than one language."""

from __future__ import annotations

from crosstally.drafting.guess import Kind, guess_columns

PARTY = [
    ["Участок", "Список", "Получили бюллетени", "Опущено", "Недействительные", "Заря", "Маяк"],
    ["УИК-1", "700", "450", "450", "5", "265", "180"],
    ["УИК-2", "650", "395", "395", "6", "199", "190"],
    ["УИК-3", "600", "380", "379", "10", "199", "170"],
]


def test_what_the_options_and_the_invalid_votes_add_up_to_is_all_that_was_cast() -> None:
    guess = guess_columns(PARTY)
    fields = {column.name: column.id for column in guess.of(Kind.FIELD)}
    assert fields == {
        "Список": "registered",
        "Получили бюллетени": "ballots_issued",
        "Опущено": "cast",
        "Недействительные": "invalid",
    }
    held = {item.relation: (item.held, item.checked) for item in guess.evidence}
    assert held["options + invalid == cast"] == (3, 3)


def test_the_voters_list_is_found_without_a_column_of_valid_votes() -> None:
    table = [["Участок", "А", *PARTY[0][3:]], *[[r[0], r[1], *r[3:]] for r in PARTY[1:]]]
    assert {c.name: c.id for c in guess_columns(table).of(Kind.FIELD)}["А"] == "registered"


def test_letters_keep_their_marks_in_the_ids_of_levels() -> None:
    table = [
        ["Район / District", "Участок", "Действительных", "Заря", "Маяк"],
        ["Северный", "1", "445", "265", "180"],
        ["Северный", "2", "389", "199", "190"],
        ["Южный", "3", "369", "199", "170"],
        ["Южный", "4", "200", "110", "90"],
    ]
    assert guess_columns(table).levels == ("район_district",)
