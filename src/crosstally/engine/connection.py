"""The one place that runs SQL: DuckDB in memory, spilling to a directory of its own."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import numpy as np
import numpy.typing as npt

from crosstally.problems import InputError, Problem
from crosstally.words import _

MEMORY_LIMIT = "1200MB"
"""Tables beyond it are spilled to disk: memory is bounded whatever the size of the files."""

ONE_THREAD_READS = 64 << 20
"""Bytes of returns up to which one thread does it all: more would wait for each other."""


class Engine:
    """A private, empty database and a working directory; both go when it is closed."""

    def __init__(self, bytes_to_read: int = 0, memory_limit: str = MEMORY_LIMIT) -> None:
        threads = (os.cpu_count() or 1) if bytes_to_read > ONE_THREAD_READS else 1
        self._settled: dict[str, tuple[Any, ...]] = {}
        self.workdir = Path(tempfile.mkdtemp(prefix="crosstally-"))
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory_limit,
                "temp_directory": str(self.workdir / "spill"),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "preserve_insertion_order": "true",
                # There is no log to shorten: a checkpoint would only copy the tables.
                "checkpoint_threshold": "1TB",
                # Giving memory back after every task costs more than a second of a million rows.
                "allocator_flush_threshold": "8GB",
                "threads": str(threads),
            },
        )

    def _execute(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, parameters)
        except duckdb.OutOfMemoryException as error:
            raise InputError(
                Problem(
                    _("the returns need more memory or disk than there is: {reason}").format(
                        reason=str(error)[:200]
                    ),
                    hint=_(
                        "Free some room for temporary files (TMPDIR names the place), or check "
                        "fewer files at a time."
                    ),
                )
            ) from None
        except RuntimeError as error:
            # What a signal raised while DuckDB was at work comes wrapped in an error of its own.
            if isinstance(error.__cause__, KeyboardInterrupt | SystemExit):
                raise error.__cause__ from None
            raise

    def run(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> None:
        """Run one statement for its effect."""
        self._execute(sql, parameters)

    def run_in_order(self, sql: str) -> None:
        """Run one statement whose joins are made as they are written: what stands right of a
        ``JOIN`` is held in memory. Between a wide table and a narrow one of the same length the
        optimizer may choose the wide one, which takes four times as long."""
        self._execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        try:
            self._execute(sql)
        finally:
            self._execute("RESET disabled_optimizers")

    def rows(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        """Run one query; its rows as tuples. For results that a person could read."""
        return self._execute(sql, parameters).fetchall()

    def batches(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Run one query; its rows in batches, of which one is in memory at a time. Nothing else
        may be run before the last of them was had."""
        running = self._execute(sql)
        while rows := running.fetchmany(size):
            yield rows

    def row(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> tuple[Any, ...]:
        """Run one query that gives exactly one row."""
        found = self._execute(sql, parameters).fetchone()
        if found is None:
            raise LookupError("the query gave no row")
        return found

    def settled_row(self, sql: str) -> tuple[Any, ...]:
        """``row`` of a query over tables that no longer change: run once, however often it is
        asked."""
        if sql not in self._settled:
            self._settled[sql] = self.row(sql)
        return self._settled[sql]

    def columns(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Run one query; its columns as NumPy arrays (masked where a value is NULL)."""
        found: dict[str, Any] = self._execute(sql, parameters).fetchnumpy()
        return found

    def named_rows(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        """Run one query; its rows as mappings."""
        cursor = self._execute(sql, parameters)
        names = [item[0] for item in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def plain_path(self, path: Path) -> Path:
        """The path, or a link to the same file without the signs of a pattern (``*``, ``[``, …)."""
        if not _PATTERN.search(str(path)):
            return path
        link = self.workdir / f"link-{len(list(self.workdir.iterdir()))}{_plain_suffix(path)}"
        link.symlink_to(path.resolve())
        return link

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
        shutil.rmtree(self.workdir, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def whole_numbers(column: Any, instead: int) -> npt.NDArray[np.int64]:
    """A column of ``Engine.columns`` as whole numbers, ``instead`` where a value is NULL."""
    # Only a column with a NULL is masked; asking ``np.ma`` would load it for all others too.
    filled = column.filled(instead) if hasattr(column, "filled") else column
    return np.asarray(filled, dtype=np.int64)


_PATTERN = re.compile(r"[*?\[\]{}~]")


def _plain_suffix(path: Path) -> str:
    return "" if _PATTERN.search(path.suffix) else path.suffix


def identifier(name: str) -> str:
    """A name as an SQL identifier, quoted whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal, quoted whatever it holds. Raises ``InputError`` where it holds a
    zero byte, at which a statement would end."""
    if "\0" in text:
        raise InputError(Problem(_("a text holds a zero byte"), read=text))
    return "'" + text.replace("'", "''") + "'"
