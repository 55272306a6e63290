"""A code counts once, for its own change, a few times and until its end."""

from datetime import timedelta

from chassis.ids import new_id
from services.notifications.domain.confirmations import MOST_TRIES, State, attempt, hash_of, is_open
from services.notifications.domain.messages import without_code
from tests.integration.notifications.stories import HOUR, START


def test_the_right_code_confirms_and_costs_no_try() -> None:
    change = new_id()
    made = attempt("042137", change, hash_of("042137", change), 2)
    assert (made.confirmed, made.state, made.tries_left) == (True, State.CONFIRMED, MOST_TRIES - 2)


def test_the_code_of_another_change_does_not_count() -> None:
    change = new_id()
    assert not attempt("042137", change, hash_of("042137", new_id()), 0).confirmed


def test_after_the_last_wrong_code_the_change_is_void() -> None:
    change = new_id()
    kept = hash_of("042137", change)
    states = [attempt("000000", change, kept, tries).state for tries in range(MOST_TRIES)]
    assert states == [State.OPEN] * (MOST_TRIES - 1) + [State.VOID]


def test_a_code_counts_until_its_end_and_only_while_it_is_open() -> None:
    assert is_open("open", START + HOUR, START + HOUR - timedelta(seconds=1))
    assert not is_open("open", START + HOUR, START + HOUR)
    assert not is_open("void", START + HOUR, START)


def test_a_message_is_shown_without_its_code() -> None:
    assert "042137" not in str(without_code({"code": "042137", "reply_to": "+351910000001"}))
    assert without_code({"date": "2027-03-01"}) == {"date": "2027-03-01"}
