"""A YAML document as a model of the format, or every mistake in it at once."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from crosstally.election.mistakes import model_problem, one_for_each
from crosstally.election.yaml_source import YamlSource
from crosstally.problems import InputError

Model = TypeVar("Model", bound=BaseModel)


def validated(model: type[Model], source: YamlSource, context: Any = None) -> Model:
    """The document as a model. Raises ``InputError`` with one problem for each mistake."""
    value = {} if source.value is None else source.value
    try:
        return model.model_validate(value, context=context)
    except ValidationError as error:
        errors = one_for_each(source, error.errors())
        problems = [model_problem(source, model, item) for item in errors]
        # A key and its value may both be wrong for one reason.
        in_order = sorted(
            dict.fromkeys(problems), key=lambda item: (item.line or 0, item.column or 0)
        )
        raise InputError(in_order) from None
