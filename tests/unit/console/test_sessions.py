"""Sessions: when they end, and that only their cookie opens them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.console.domain.sessions import (
    NotOpened,
    Session,
    Tokens,
    form_token,
    id_of,
    is_form_token,
    new_secret,
    open_tokens,
    seal_tokens,
)

NOW = datetime(2027, 3, 2, 9, tzinfo=UTC)
IDLE = timedelta(minutes=15)
TOKENS = Tokens("access", "refresh", None)


def session(seen: timedelta, ends: timedelta) -> Session:
    return Session(b"", "desk", b"", NOW, NOW + seen, NOW + ends, None)


def test_a_session_is_over_when_nobody_acts_or_when_it_lasted_long_enough() -> None:
    assert not session(-IDLE + timedelta(seconds=1), IDLE).is_over(NOW, IDLE)
    assert session(-IDLE, IDLE).is_over(NOW, IDLE)
    assert session(timedelta(), timedelta()).is_over(NOW, IDLE)


def test_tokens_are_opened_by_the_secret_that_sealed_them_alone() -> None:
    secret = new_secret()
    sealed = seal_tokens(secret, TOKENS)
    assert open_tokens(secret, sealed) == TOKENS
    assert sealed != seal_tokens(secret, TOKENS)
    for other, given in ((new_secret(), sealed), (secret, sealed[:-1] + bytes([sealed[-1] ^ 1])), (secret, b"")):
        with pytest.raises(NotOpened):
            open_tokens(other, given)


def test_what_is_stored_and_what_is_in_forms_says_nothing_of_the_secret() -> None:
    secret = new_secret()
    assert len({secret.encode(), id_of(secret), form_token(secret).encode()}) == 3
    assert is_form_token(secret, form_token(secret))
    assert not is_form_token(secret, "ü")
    assert not is_form_token(new_secret(), form_token(secret))
