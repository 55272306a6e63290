"""What a route can raise is found by reading it, and missed by nobody who forgets to declare it."""

import sys
from typing import Any

import pytest

from chassis.http.app import routes_of
from chassis.refusals import FieldError, Forbidden, Invalid, Refusal
from needlepoint.trial.system import SERVICES
from tools.openapi.raised import Source
from tools.openapi.unfinished import source_of, undeclared


class Broken(Refusal):
    """It is broken: mend it."""


class Locked(Refusal):
    """It is locked: find the key."""


class Rusty(Refusal):
    """It is rusty: oil it."""


CHOSEN = {"rust": Rusty}


class Lock:
    def open(self) -> None:
        if self.jammed:
            raise Locked("It is locked: find the key.")

    @property
    def jammed(self) -> bool:
        raise Broken("Lock {number} is broken.", number=1)


def inner() -> None:
    raise Broken(f"It is broken in {sys.platform}.")


def direct() -> None:
    raise Locked("It is locked: find the key.")


def through_another() -> None:
    inner()


def through_a_value(make: Any = None) -> None:
    list(map(inner_of, [1]))


def inner_of(number: int) -> None:
    if number:
        raise Invalid("It is odd.", errors=[FieldError("number", "Give an even number.")])


def through_an_object(lock: Lock) -> None:
    lock.open()


def through_a_property(lock: Lock) -> bool:
    return lock.jammed


def through_a_table(why: str) -> None:
    raise CHOSEN[why]("Oil it.")


def caught() -> None:
    try:
        inner()
        direct()
    except Broken:
        raise Forbidden("Ask somebody else.") from None


def caught_and_raised_again() -> None:
    try:
        inner()
    except Broken:
        raise


def caught_and_kept() -> list[Refusal]:
    kept: list[Refusal] = []
    try:
        inner()
    except Broken as refusal:
        kept.append(refusal)
    return kept


def caught_and_explained() -> str:
    try:
        inner()
    except Broken as refusal:
        return refusal.detail
    return ""


def again(depth: int) -> None:
    if depth:
        again(depth - 1)
    raise Locked("It is locked: find the key.")


SOURCE = Source([sys.modules[__name__]])


@pytest.mark.parametrize(
    ("function", "kinds"),
    [
        (direct, {Locked}),
        (through_another, {Broken}),
        (through_a_value, {Invalid, FieldError}),
        (through_an_object, {Locked, Broken}),
        (through_a_property, {Broken}),
        (through_a_table, {Rusty}),
        (caught, {Locked, Forbidden}),
        (caught_and_raised_again, {Broken}),
        (caught_and_kept, {Broken}),
        (caught_and_explained, set()),
        (again, {Locked}),
    ],
)
def test_what_a_function_can_raise_is_found(function: Any, kinds: set[type]) -> None:
    assert {raised.kind for raised in SOURCE.raised_by(function)} == kinds


def test_a_sentence_is_read_where_it_stands_and_one_put_together_is_not() -> None:
    assert {raised.sentence for raised in SOURCE.raised_by(direct)} == {"It is locked: find the key."}
    assert {raised.sentence for raised in SOURCE.raised_by(inner)} == {None}
    [found] = [raised for raised in SOURCE.raised_by(through_a_value) if raised.kind is FieldError]
    assert found.sentence == "Give an even number."


def test_every_route_of_every_service_declares_what_it_raises() -> None:
    for service in SERVICES:
        source = source_of(service)
        assert [each for route in routes_of(service) for each in undeclared(service, route, source)] == []
