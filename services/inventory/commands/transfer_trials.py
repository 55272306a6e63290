"""A transfer is tried before it is sent. Nothing is kept."""

from contextlib import suppress

from chassis.alone import alone_in
from chassis.work import Work
from services.inventory.commands.transfers import send
from services.inventory.forms.transfers import TransferForm
from services.inventory.store.transfers import lines_of


async def try_sending(work: Work, form: TransferForm) -> int:
    """How many cartridges would be sent. Raises as `send`."""
    cartridges = 0
    with suppress(_OnlyTried):
        async with alone_in(work) as tried:
            cartridges = sum(line.sent for line in await lines_of(tried, await send(tried, form)))
            raise _OnlyTried
    return cartridges


class _OnlyTried(Exception):
    """It can be done; it was undone again."""
