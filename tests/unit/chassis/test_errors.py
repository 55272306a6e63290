"""Which errors are the machine's, to be waited out, and which are the event's own."""

from zoneinfo import ZoneInfo

import asyncpg
import pytest

from chassis.data.database import _raise_away
from chassis.data.errors import DatabaseAway, is_conflict, is_infrastructure
from chassis.run.logs import describe


def of_state(sqlstate: str) -> asyncpg.PostgresError:
    return asyncpg.PostgresError.new({"C": sqlstate, "M": "Maria Silva has a row"})


@pytest.mark.parametrize("state", ["08006", "28P01", "3D000", "40001", "40P01", "53300", "57P01", "57P03", "25006"])
def test_an_outage_a_failover_or_a_conflict_is_waited_out(state: str) -> None:
    assert is_infrastructure(of_state(state))


@pytest.mark.parametrize("state", ["57014", "22000", "22021", "23503", "23505", "23P01", "42703"])
def test_what_the_database_refuses_is_the_event_s_own_fault(state: str) -> None:
    assert not is_infrastructure(of_state(state))


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        FileNotFoundError(),
        TimeoutError(),
        asyncpg.InterfaceError("cannot perform operation: connection is closed"),
        asyncpg.InterfaceError("connection has been released back to the pool"),
        asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress"),
    ],
)
def test_a_driver_without_its_database_is_waited_out(error: Exception) -> None:
    with pytest.raises(DatabaseAway) as away:
        _raise_away(error)
    assert is_infrastructure(away.value)
    assert not is_conflict(away.value)


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.InterfaceError("the server expects 2 arguments for this query, 1 was passed"),
    ],
)
def test_a_driver_used_wrongly_is_a_mistake(error: Exception) -> None:
    with pytest.raises(asyncpg.InterfaceError) as mistake:
        _raise_away(error)
    assert not is_infrastructure(mistake.value)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), ZeroDivisionError(), OSError(), TimeoutError()])
def test_an_error_that_no_driver_reported_is_not_waited_out(error: Exception) -> None:
    assert not is_infrastructure(error)


def test_a_zone_that_is_a_directory_is_not_taken_for_a_database_that_is_away() -> None:
    with pytest.raises(Exception, match="America") as mistake:
        ZoneInfo("America")
    assert not is_infrastructure(mistake.value)


def test_a_conflict_is_run_again_at_once() -> None:
    assert is_conflict(of_state("40P01"))
    assert is_conflict(asyncpg.InvalidCachedStatementError("a migration changed a table"))
    assert not is_conflict(of_state("57P01"))


def test_an_error_is_described_by_name_state_and_place_without_what_it_says() -> None:
    with pytest.raises(asyncpg.UniqueViolationError) as caught:
        raise of_state("23505")
    described = describe(caught.value)
    assert described.startswith("UniqueViolationError 23505 in test_an_error_is_described")
    assert "Maria" not in described
