"""How much of the portfolio's limit a message may use."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.portfolios import DAY, Begun, Portfolio, held_by_limit, open_to

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)


@given(most=st.integers(1, 100_000), kept=st.integers(0, 90))
def test_urgent_messages_may_use_all_of_it_and_others_something(most: int, kept: int) -> None:
    portfolio = Portfolio("1", kept_for_urgent=kept)
    others = open_to(portfolio, most, urgent=False)
    assert open_to(portfolio, most, urgent=True) == most
    assert 1 <= others <= most
    assert most == 1 or kept == 0 or others < most


@given(most=st.integers(1, 5_000), people=st.integers(0, 6_000), urgent=st.booleans())
def test_nobody_is_written_to_beyond_the_limit(most: int, people: int, urgent: bool) -> None:
    begun = Begun(people, next_ends_at=NOW + DAY)
    held = held_by_limit(Portfolio("1"), most, begun, urgent=urgent, now=NOW)
    assert (held is not None) == (people >= open_to(Portfolio("1"), most, urgent=urgent))
    assert held is None or NOW < held.until <= NOW + timedelta(minutes=10)


def test_who_is_counted_already_is_not_counted_again() -> None:
    assert held_by_limit(Portfolio("1"), 1, Begun(1, with_them=True), urgent=False, now=NOW) is None


def test_the_lower_of_what_was_set_and_said_holds() -> None:
    assert Portfolio("1", new_per_day=100).most(250) == 100
    assert Portfolio("1", new_per_day=1000).most(250) == 250
    assert Portfolio("1", new_per_day=100).most(None) == 100
    assert Portfolio("1").most(None) is None


def test_a_clinic_without_a_number_of_its_own_writes_from_the_chains() -> None:
    clinic = uuid4()
    portfolio = Portfolio("1", {clinic: "2"})
    assert (portfolio.number_of(clinic), portfolio.number_of(uuid4())) == ("2", "1")
    assert portfolio.number_ids == {"1", "2"}
