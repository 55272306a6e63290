"""What a store of files does, wherever it keeps them: on a disk, or in an object storage.

The order that keeps rows and files together: a file is kept before its row is committed, and deleted after its row is
gone. A crash in between leaves a file without a row, which ``listed`` finds; it never leaves a row without a file.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import BinaryIO, Protocol
from uuid import UUID


class FileMissing(Exception):
    """There is no file under this key: it was deleted, or the storage lost it."""


class FileStore(Protocol):
    """Keeps files by key. Every method may be called again with the same arguments."""

    async def keep(self, key: UUID, content: BinaryIO) -> None:
        """Keep what ``content`` holds from its start; it is durable when this returns."""

    def pieces(self, key: UUID) -> AsyncIterator[bytes]:
        """The content in pieces. Raises FileMissing before the first one."""

    async def has(self, key: UUID) -> bool:
        """Whether there is such a file."""

    async def delete(self, key: UUID) -> None:
        """Delete a file; one that is not there is no error."""

    def listed(self, older_than: timedelta) -> AsyncIterator[UUID]:
        """The keys of all files that were kept longer ago than this, in any order."""
