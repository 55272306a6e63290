"""Whoever is in line is asked in order, each once, and each has the minutes that the clinic gave."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.escalations import Person, next_in

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PEOPLE = st.builds(Person, st.text(min_size=1), st.none() | st.emails(), st.none(), st.integers(1, 1440))


@given(st.lists(PEOPLE, max_size=20))
def test_everybody_is_asked_once_in_order_and_the_whole_takes_the_sum_of_their_minutes(line: list[Person]) -> None:
    asked: list[Person] = []
    now = NOW
    while (ask := next_in(line, len(asked), now)) is not None:
        assert ask.until > now
        asked.append(ask.person)
        now = ask.until
    assert asked == line
    assert now - NOW == timedelta(minutes=sum(person.minutes for person in line))


@given(PEOPLE)
def test_a_person_is_reached_by_every_way_that_is_known(person: Person) -> None:
    assert [address for _, address in person.ways] == [each for each in (person.email, person.phone) if each]
    assert Person.stored(person.to_store()) == person
