"""What the desk prints when it fails itself: where in its code, and nothing of whom or of what.

An address may hold a link's secret and the message of an error what somebody typed; neither is
printed. Of the machine's own refusals, such as a full disk, the words are.
"""

from __future__ import annotations

import logging
import traceback

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"places": {"()": "crosstally.desk.failures.Places"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "places", "level": "ERROR"}
    },
    "loggers": {"django.request": {"handlers": ["stderr"], "propagate": False}},
}
"""For Django's settings."""


class Places(logging.Formatter):
    """A failure as the lines of code that it went through, the last one last."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for each place, and one for the kind of error."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return f"crosstally desk: {record.levelname.lower()}"
        steps = traceback.extract_tb(error.__traceback__)
        lines = [f"  {step.filename}:{step.lineno} {step.name}" for step in steps]
        said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        return "\n".join(["crosstally desk failed:", *lines, f"{type(error).__name__}{said}"])
