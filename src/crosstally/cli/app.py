"""The command ``crosstally`` and its verbs."""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import signal
import sys
from functools import partial
from types import FrameType
from typing import Annotated, Any

import typer

from crosstally import __version__, words
from crosstally.cli import __path__, mistyped
from crosstally.words import N_

app = typer.Typer(
    name="crosstally",
    help="An independent check of an announced election result, from polling-station sheets to "
    "seats. It takes no side.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crosstally {__version__}")
        raise typer.Exit


@app.callback()
def every_verb(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and stop.",
            is_eager=True,
            callback=_print_version,
        ),
    ] = False,
) -> None:
    """What all verbs share."""


def load_verbs(wanted: str = "") -> None:
    """Register the verb that is wanted by importing its file, or every verb where none is named so.

    They must stay light (heavy imports stand inside the verb's function): ``--help`` imports all.
    """
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    if wanted in names:
        importlib.import_module(f"{__package__}.{wanted}")
        if wanted in {verb.callback.__name__ for verb in app.registered_commands if verb.callback}:
            return
    for name in names:
        importlib.import_module(f"{__package__}.{name}")


def command_line(wanted: str = "") -> Any:
    """The command line, its help in the language in force: one verb of it, or all of them."""
    load_verbs(wanted)
    command = typer.main.get_command(app)
    _without_types(command)
    if words.language() != "en":
        _translate(command)
    return command


def _without_types(command: Any) -> None:
    """Take the names of Python's types out of the help, such as ``DIR <str>``."""
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            parameter.display_type_rich = lambda ctx: None
    for verb in getattr(command, "commands", {}).values():
        _without_types(verb)


WORDS_OF_TYPER = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("Show this message and exit."),
)
"""Words of typer's own, so that our catalogues have them: it asks gettext for the first four."""


def _translate(command: Any) -> None:
    help_option = command.get_help_option(typer.Context(command))
    for part in (command, help_option, *command.params):
        if getattr(part, "help", None):
            part.help = words._(part.help)
    command.options_metavar = words._("[OPTIONS]")
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = words._("COMMAND [ARGS]...")
    command.context_class = _Context
    for verb in getattr(command, "commands", {}).values():
        _translate(verb)


class _Context(typer.Context):
    def make_formatter(self) -> Any:
        """Help whose first word is in the language in force: typer has it in English alone."""
        formatter: Any = super().make_formatter()
        formatter.write_usage = partial(formatter.write_usage, prefix=words._("Usage:") + " ")
        return formatter


def known_language(code: str) -> str:
    """The language that was asked for. Raises ``InputError`` where it has no catalogue."""
    from crosstally.problems import InputError, Problem, suggestion

    if code not in words.languages():
        raise InputError(
            Problem(
                words._("there is no catalogue for this language"),
                read=code,
                hint=suggestion(code, words.languages()),
            )
        )
    return code


def _start_lightly() -> None:
    """Spare a short process what only long ones need: threads for matrices, which nothing here
    multiplies, and a search for plugins of pydantic."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def _end_tidily() -> None:
    """Whoever ends the process (a time limit, a closed terminal) leaves no copies of the data
    behind: temporary folders go as they do after an exception."""

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)


def main() -> None:
    """Run the command line in the user's language.

    Input that cannot be read exits with 2, and so does output that cannot be written. A mistake of
    Crosstally's own exits with 3: Python's 1 would say that something decisive was found.
    """
    from crosstally.ledger.errors import LedgerError
    from crosstally.problems import InputError

    _start_lightly()
    _end_tidily()
    with words.use_language(words.language_of_environment()):
        words.speak_to_libraries()
        try:
            code = command_line(*sys.argv[1:2])(prog_name="crosstally", standalone_mode=False)
            sys.exit(code if isinstance(code, int) else 0)
        except typer.TyperException as error:
            mistyped.show(error)
            sys.exit(error.exit_code)
        except typer.Abort:
            print(words._("Aborted!"), file=sys.stderr)
            sys.exit(130)
        except InputError as error:
            for problem in error.problems:
                print(problem, file=sys.stderr)
            sys.exit(2)
        except LedgerError as error:
            place = f"{error.place}: " if error.place else ""
            print(place + words._(error.template).format(**error.values), file=sys.stderr)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(130)
        except OSError as error:
            print(_what_failed(error), file=sys.stderr)
            _close_output()
            sys.exit(2)
        except Exception:
            sys.excepthook(*sys.exc_info())
            print(words._("This is a mistake in Crosstally, not in your files."), file=sys.stderr)
            sys.exit(3)


def _what_failed(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _close_output() -> None:
    """What could not be written is not tried again when Python ends: that would exit with 120."""
    with contextlib.suppress(OSError):
        sys.stdout.close()
