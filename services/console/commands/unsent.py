"""A form that was sent too late is kept, found by its person, and deleted. Each function is one transaction."""

from chassis.work import Transactions
from services.console.domain.sessions import NotOpened, id_of, new_secret
from services.console.domain.unsent import LONGEST, UnsentForm, open_unsent, seal_unsent
from services.console.store.unsent import delete_unsent, find_unsent, insert_unsent


class UnsentForms:
    """Those of one console."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def keep(self, subject: str, form: UnsentForm, instead: str | None) -> str | None:
        """Keep it for this person, in place of what the browser has kept. Answers the secret for the browser's cookie.

        None where the form is too long to be kept.
        """
        secret = new_secret()
        sealed = seal_unsent(secret, form)
        if len(sealed) > LONGEST:
            return None
        async with self._transactions.begin() as work:
            if instead is not None:
                await delete_unsent(work, id_of(instead))
            await insert_unsent(work, id_of(secret), subject, sealed)
        return secret

    async def find(self, secret: str, subject: str) -> UnsentForm | None:
        """What this person typed; None where its time is over. What somebody else typed is deleted."""
        async with self._transactions.begin(reading=True) as work:
            found = await find_unsent(work, id_of(secret))
        form = _opened(secret, found[1]) if found and found[0] == subject else None
        if found and form is None:
            await self.forget(secret)
        return form

    async def forget(self, secret: str) -> None:
        """It was sent, or is not wanted any more."""
        async with self._transactions.begin() as work:
            await delete_unsent(work, id_of(secret))


def _opened(secret: str, sealed: bytes) -> UnsentForm | None:
    """None where somebody changed it in the database: as good as not there."""
    try:
        return open_unsent(secret, sealed)
    except NotOpened:
        return None
