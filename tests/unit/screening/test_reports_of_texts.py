"""Which texts somebody looks at as a possible reaction."""

from datetime import UTC, datetime, timedelta

import pytest

from services.screening.domain.reaction_reports import may_tell_of_reaction

RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ago(days: int) -> datetime:
    return RECEIVED - timedelta(days=days)


@pytest.mark.parametrize(
    ("last_session", "soon", "looked_at"),
    [
        pytest.param(ago(0), False, True, id="hours after a session"),
        pytest.param(ago(30), False, True, id="on the last day of the policy"),
        pytest.param(ago(31), False, False, id="a day later"),
        pytest.param(None, False, False, id="nobody who was treated"),
        pytest.param(ago(200), True, True, id="words about the skin, long after a session"),
        pytest.param(None, True, True, id="words about the skin before the session arrived"),
        pytest.param(RECEIVED + timedelta(minutes=5), False, True, id="a text that arrives after a later session"),
    ],
)
def test_a_text_is_looked_at_when_a_session_is_recent_or_its_words_are_about_the_skin(
    last_session: datetime | None, soon: bool, looked_at: bool
) -> None:
    assert may_tell_of_reaction(last_session, RECEIVED, soon=soon) is looked_at
