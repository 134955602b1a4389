"""What stations, figures and relations are called in findings about single sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstally.election.definition import ControlRelation, Definition
from crosstally.election.relations import OPTIONS, SIGNS, words_of
from crosstally.engine.rollup import station_places
from crosstally.findings import Sentence
from crosstally.returns.store import ReturnsStore
from crosstally.words import N_


def station_names(store: ReturnsStore, codes: Sequence[str]) -> dict[str, str | Sentence]:
    """Station code → code, name and smallest area, as far as one does not say the other."""
    areas = {area.id: area.name for area in store.places.lookup}
    named: dict[str, str | Sentence] = {}
    for code, (name, id_) in station_places(store.engine, codes).items():
        said: str | Sentence = code
        if name not in code:
            said = Sentence(N_("{code}, {name}"), {"code": code, "name": name})
        area = areas.get(id_, id_)
        if id_ != store.places.root and area not in code:
            said = Sentence(N_("{station} ({area})"), {"station": said, "area": area})
        named[code] = said
    return named


def figure_name(definition: Definition, contest: str, id_: str) -> str:
    """The name of a field or an option; an id that has none stands for itself."""
    options = definition.contests[contest].options
    fields = definition.sheet_of(contest).fields
    if id_ in options:
        return options[id_].name
    return fields[id_].name if id_ in fields else id_


def relation_premise(relation: ControlRelation) -> Sentence:
    """What is taken for granted where figures break a relation: that the law demands it, and which
    law says so, or that nobody has said which."""
    if relation.source:
        return Sentence(
            N_("The relation holds by law on every sheet of this kind ({source})."),
            {"source": relation.source},
        )
    return Sentence(
        N_(
            "The relation holds on every sheet of this kind; election.yaml names no law that says "
            "so."
        )
    )


def because_of(definition: Definition, contest: str, relation: ControlRelation) -> Sentence | None:
    """What the election folder says of a relation, in its own words; None where it says nothing."""
    if relation.because is None:
        return None
    words = relation_in_words(definition, contest, relation, {})
    return Sentence(
        N_("The election folder says of {relation}: “{because}”"),
        {"relation": words, "because": relation.because},
    )


def relation_in_words(
    definition: Definition,
    contest: str,
    relation: ControlRelation,
    figures: Mapping[str, int | Sentence | None],
) -> Sentence:
    """A relation with names for ids, and behind each its figure on the sheet where it is read."""
    return sum_in_words(definition, contest, relation.relation, figures)


def sum_in_words(
    definition: Definition,
    contest: str,
    text: str,
    figures: Mapping[str, int | Sentence | None],
) -> Sentence:
    """The same of a relation's text. Raises ``RelationError`` where it is none."""
    template, values = "", dict[str, Any]()
    for word in words_of(text):
        if word[0].isalpha() or word[0] == "_":
            key = f"w{len(values)}"
            values[key] = _figure(definition, contest, word, figures.get(word))
            said = f"{{{key}}}"
        else:
            said = SIGNS.get(word, word)
        template += said if not template or template.endswith("(") or word == ")" else f" {said}"
    return Sentence(template, values)


def _figure(
    definition: Definition, contest: str, id_: str, figure: int | Sentence | None
) -> str | Sentence:
    name: str | Sentence = figure_name(definition, contest, id_)
    if id_ == OPTIONS:
        name = Sentence(N_("votes for all options"))
    if figure is None:
        return name
    return Sentence(N_("{figure} ({count})"), {"figure": name, "count": figure})
