"""A person signs in, is recognised, and signs out. Each function is one transaction of its own."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from chassis.work import Transactions
from services.console.domain.sessions import (
    RENEW_BEFORE,
    NotOpened,
    Session,
    Tokens,
    form_id_of,
    form_token,
    id_of,
    is_form_token,
    new_secret,
    open_tokens,
    seal_tokens,
)
from services.console.settings import ConsoleSettings
from services.console.sign_in.provider import Given, NotSignedIn, Provider
from services.console.store.sessions import (
    end_session,
    find_person_of_form,
    find_session,
    insert_session,
    remember_clinic,
    renew_session,
    see_session,
)


@dataclass(frozen=True)
class SignedIn:
    """Somebody whose cookie is good, with tokens that are."""

    secret: str
    session: Session
    tokens: Tokens


class Sessions:
    """The sessions of one console."""

    def __init__(self, transactions: Transactions, settings: ConsoleSettings, provider: Provider) -> None:
        self._transactions = transactions
        self._settings = settings
        self._provider = provider

    async def open_session(self, subject: str, given: Given) -> str:
        """A new session. Answers the secret for the cookie."""
        secret = new_secret()
        async with self._transactions.begin() as work:
            session = Session(
                id=id_of(secret),
                subject=subject,
                tokens=seal_tokens(secret, given.tokens),
                renew_at=work.now + _renewed_after(given),
                seen_at=work.now,
                ends_at=work.now + self._settings.longest,
                clinic_id=None,
            )
            await insert_session(work, session, form_id_of(form_token(secret)))
        return secret

    async def recognise(self, secret: str) -> SignedIn | None:
        """Who has this cookie; None when nobody has, any more. Renews their tokens when it is time to."""
        async with self._transactions.begin(reading=True) as work:
            session = await find_session(work, id_of(secret))
            now = work.now
        if session is None:
            return None
        if session.is_over(now, self._settings.idle):
            await self.end(secret)
            return None
        try:
            if now >= session.renew_at:
                return await self._renew(secret)
            return SignedIn(secret, session, open_tokens(secret, session.tokens))
        except (NotOpened, NotSignedIn):
            await self.end(secret)
            return None

    async def _renew(self, secret: str) -> SignedIn | None:
        """Of several requests at once, the first renews: a provider may take each refresh token only once."""
        async with self._transactions.begin() as work:
            session = await find_session(work, id_of(secret), lock=True)
            if session is None:
                return None
            tokens = open_tokens(secret, session.tokens)
            if work.now < session.renew_at or tokens.refresh is None:
                return SignedIn(secret, session, tokens)  # renewed by another, or to be used until it has expired
            given = await self._provider.renew(tokens)
            sealed, renew_at = seal_tokens(secret, given.tokens), work.now + _renewed_after(given)
            await renew_session(work, session.id, sealed, renew_at)
            return SignedIn(secret, session, given.tokens)

    async def see(self, session: Session) -> None:
        """The person did something: the time until they are locked out begins again."""
        if session.is_seen_anew(self._transactions.clock.now()):
            async with self._transactions.begin() as work:
                await see_session(work, session.id)

    async def remember(self, session: Session, clinic_id: UUID) -> None:
        """The clinic that they look at."""
        if session.clinic_id != clinic_id:
            async with self._transactions.begin() as work:
                await remember_clinic(work, session.id, clinic_id)

    async def person_of_form(self, token: str) -> str | None:
        """For whom a form was made; None where nobody knows, or no longer."""
        async with self._transactions.begin(reading=True) as work:
            return await find_person_of_form(work, form_id_of(token))

    async def is_form_of(self, signed_in: SignedIn, token: str) -> bool:
        """Whether a form was made for this person: in this session, or in an earlier one that has ended."""
        if is_form_token(signed_in.secret, token):
            return True
        return await self.person_of_form(token) == signed_in.session.subject

    async def end(self, secret: str) -> None:
        """The person signs out, or is signed out."""
        async with self._transactions.begin() as work:
            await end_session(work, id_of(secret))


def _renewed_after(given: Given) -> timedelta:
    return max(timedelta(seconds=given.lasts_seconds) - RENEW_BEFORE, timedelta(seconds=1))
