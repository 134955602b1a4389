"""What is wrong with a log, a note or a proof."""

from __future__ import annotations


class LedgerError(Exception):
    """A log, note, key or proof that is malformed or does not hold.

    ``template`` is the sentence with ``{names}`` for the ``values``, so that a face can say it in
    another language; ``str`` says it in English.
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = values
        self.place = ""
        """The file that it was read from, where the sentence does not name one."""
        super().__init__(template.format(**values))

    def __str__(self) -> str:
        said = super().__str__()
        return f"{self.place}: {said}" if self.place else said


class SignatureError(LedgerError):
    """A signature is missing where one is needed, or does not verify."""
