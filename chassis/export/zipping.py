"""A zip that is sent while it is made: files of any size, with no more in memory than one page of rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import IO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class _Out(io.RawIOBase):
    """What the zip has written and nobody has taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        written = bytes(piece)  # type: ignore[call-overload]  # whatever zipfile writes is bytes-like
        self._pieces.append(written)
        return len(written)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class ZipStream:
    """CSV files in a zip, one after the other. ``take`` answers what can be sent so far."""

    def __init__(self, made_at: datetime) -> None:
        self._out = _Out()
        self._zip = ZipFile(self._out, "w", ZIP_DEFLATED)
        self._made_at = made_at.timetuple()[:6]

    def file(self, name: str, header: Sequence[str]) -> "CsvFile":
        """The next file. It is closed before another one begins."""
        info = ZipInfo(name, self._made_at)
        info.compress_type = ZIP_DEFLATED
        return CsvFile(self._zip.open(info, "w", force_zip64=True), header)

    def take(self) -> bytes:
        """What was written since the last time."""
        return self._out.take()

    def close(self) -> None:
        """Write the list of files at the end, without which nobody can open the zip."""
        self._zip.close()


class CsvFile:
    """One CSV file: UTF-8, commas, a header."""

    def __init__(self, out: IO[bytes], header: Sequence[str]) -> None:
        self._out = out
        self.write([header])

    def write(self, rows: Iterable[Sequence[str]]) -> None:
        """Add lines."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        self._out.write(text.getvalue().encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()
