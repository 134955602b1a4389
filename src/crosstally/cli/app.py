"""The command ``crosstally`` and its verbs."""

from __future__ import annotations

import sys

import typer

from crosstally import words

app = typer.Typer(
    name="crosstally",
    help="An independent check of an announced election result, from polling-station sheets to "
    "seats. It takes no side.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# A verb is registered by importing its module, which must stay light: heavy imports stand inside
# the verb's function.


def main() -> None:
    """Run the command line in the user's language; input that cannot be read exits with 2."""
    from crosstally.problems import InputError

    with words.use_language(words.language_of_environment()):
        try:
            app()
        except InputError as error:
            for problem in error.problems:
                print(problem, file=sys.stderr)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)
