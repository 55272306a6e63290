"""A person's lists of scans: they outlive a closed browser. Each function is one transaction of its own."""

from collections.abc import Mapping

from chassis.work import Transactions
from services.console.domain.scan_lists import ScanList, ScannedLine
from services.console.store.scan_lists import Key, delete_list, find_list, keep_list, lock_list


class ScanLists:
    """The lists of one console."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def read(self, key: Key) -> ScanList:
        """What was scanned so far."""
        async with self._transactions.begin(reading=True) as work:
            return await find_list(work, key)

    async def add(self, key: Key, line: ScannedLine) -> None:
        """One more scan. Raises ListFull."""
        async with self._transactions.begin() as work:
            await keep_list(work, key, (await lock_list(work, key)).with_line(line))

    async def take_off(self, key: Key, line_id: str) -> None:
        """It is not in the box after all."""
        async with self._transactions.begin() as work:
            await keep_list(work, key, (await lock_list(work, key)).without_line(line_id))

    async def describe(self, key: Key, details: Mapping[str, str]) -> None:
        """What the list is about."""
        async with self._transactions.begin() as work:
            found = await lock_list(work, key)
            await keep_list(work, key, ScanList(found.lines, details))

    async def clear(self, key: Key) -> None:
        """Nothing is scanned."""
        async with self._transactions.begin() as work:
            await delete_list(work, key)
