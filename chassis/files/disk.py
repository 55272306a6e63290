"""Files in a folder, which may be a volume that several containers share."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from chassis.files.store import FileMissing

PIECE = 256 * 1024
"""Bytes that are read at once."""
NAMES = 500
"""Names that are listed at once."""


class FilesOnDisk:
    """One file a key, in 256 folders by the last two digits of the key, which are random."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, key: UUID, content: BinaryIO) -> None:
        """Write it beside its place, have the disk confirm it, and put it there as a whole."""
        await asyncio.to_thread(self._keep, key, content)

    async def pieces(self, key: UUID) -> AsyncIterator[bytes]:
        """The content in pieces. Raises FileMissing."""
        try:
            file = await asyncio.to_thread(self._place(key).open, "rb")
        except FileNotFoundError as error:
            raise FileMissing(str(key)) from error
        with file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece

    async def has(self, key: UUID) -> bool:
        """Whether there is such a file."""
        return await asyncio.to_thread(self._place(key).exists)

    async def delete(self, key: UUID) -> None:
        """Delete a file; one that is not there is no error."""
        await asyncio.to_thread(self._place(key).unlink, missing_ok=True)

    async def listed(self, older_than: timedelta) -> AsyncIterator[UUID]:
        """The keys of all files that were kept longer ago. What a crash left half written is deleted on the way."""
        names = self._old(time.time() - older_than.total_seconds())
        while piece := await asyncio.to_thread(lambda: list(islice(names, NAMES))):
            for key in piece:
                yield key

    def _place(self, key: UUID) -> Path:
        return self._folder / key.hex[-2:] / str(key)

    def _keep(self, key: UUID, content: BinaryIO) -> None:
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        half_written = place.parent / f".{uuid4()}"
        try:
            with half_written.open("xb") as file:
                content.seek(0)
                shutil.copyfileobj(content, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            half_written.replace(place)
        except BaseException:
            half_written.unlink(missing_ok=True)
            raise
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _old(self, before: float) -> Iterator[UUID]:
        for place in self._folder.glob("??/*"):
            try:
                if place.stat().st_mtime >= before:
                    continue
            except FileNotFoundError:  # deleted meanwhile
                continue
            if place.name.startswith("."):
                place.unlink(missing_ok=True)
            else:
                yield UUID(place.name)
