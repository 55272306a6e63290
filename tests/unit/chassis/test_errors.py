"""Which errors are the machine's, to be waited out, and which are the event's own."""

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.data.postgres import is_conflict, is_infrastructure
from chassis.run.logs import describe


def of_state(sqlstate: str) -> DBAPIError:
    original = Exception("Maria Silva has a row")
    original.sqlstate = sqlstate  # type: ignore[attr-defined]
    return DBAPIError("INSERT ...", {}, original)


@pytest.mark.parametrize("state", ["08006", "28P01", "3D000", "40001", "40P01", "53300", "57P01", "57P03", "25006"])
def test_an_outage_a_failover_or_a_conflict_is_waited_out(state: str) -> None:
    assert is_infrastructure(of_state(state))


@pytest.mark.parametrize("state", ["22000", "22021", "23503", "23505", "23P01", "42703"])
def test_what_the_database_refuses_is_the_event_s_own_fault(state: str) -> None:
    assert not is_infrastructure(of_state(state))


@pytest.mark.parametrize("error", [ConnectionRefusedError(), FileNotFoundError(), TimeoutError(), PoolTimeout()])
def test_a_network_without_an_answer_is_waited_out(error: Exception) -> None:
    assert is_infrastructure(error)


def test_a_closed_connection_is_waited_out_and_a_shared_one_is_a_mistake() -> None:
    closed = asyncpg.InterfaceError("connection is closed")
    shared = asyncpg.InterfaceError("cannot perform operation: another operation is in progress")
    assert is_infrastructure(InterfaceError("SELECT 1", {}, closed))
    assert not is_infrastructure(InterfaceError("SELECT 1", {}, shared))
    assert is_infrastructure(closed)
    assert not is_infrastructure(shared)


def test_a_connection_used_between_the_server_s_goodbye_and_its_end_is_waited_out() -> None:
    lost = asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")
    assert is_infrastructure(lost)
    assert is_infrastructure(InternalError("SELECT 1", {}, lost))
    assert not is_infrastructure(InternalError("SELECT 1", {}, asyncpg.InternalServerError("cache lookup failed")))


def test_asyncpg_s_own_errors_are_distinguished_in_the_same_way() -> None:
    assert is_infrastructure(asyncpg.DeadlockDetectedError("x"))
    assert is_infrastructure(asyncpg.AdminShutdownError("x"))
    assert not is_infrastructure(asyncpg.UniqueViolationError("x"))


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), ZeroDivisionError()])
def test_a_mistake_in_a_reaction_is_not_waited_out(error: Exception) -> None:
    assert not is_infrastructure(error)


def test_a_conflict_is_run_again_at_once() -> None:
    assert is_conflict(of_state("40P01"))
    assert not is_conflict(of_state("57P01"))


def test_an_error_is_described_by_name_state_and_place_without_what_it_says() -> None:
    with pytest.raises(DBAPIError) as caught:
        raise of_state("23505")
    told = describe(caught.value)
    assert told.startswith("DBAPIError 23505 in test_an_error_is_described")
    assert "Maria" not in told
