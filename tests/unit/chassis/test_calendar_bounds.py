"""No form takes a date that breaks later, in a conversion to another time zone or in counting from it."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from chassis.http.app import routes_of
from chassis.http.openapi import openapi_of
from needlepoint.trial.system import SERVICES

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T.+")
BEYOND = {DAY: ("0001-01-01", "9999-12-31"), MOMENT: ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")}
FREE = {"answers", "content", "changes", "bibliography"}
"""Members whose content has rules of its own: answers to a questionnaire, and documents of reference data."""


def dates_in(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], re.Pattern[str]]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        if step in FREE:
            continue
        if isinstance(inner, str):
            yield from (((*place, step), pattern) for pattern in BEYOND if pattern.fullmatch(inner))
        yield from dates_in(inner, (*place, step))


def cases() -> Iterator[Any]:
    for service in SERVICES:
        paths = openapi_of(service, service.whole_policy, routes_of(service))["paths"]
        for route in routes_of(service):
            for method in (route.methods or ()) if route.body_field else ():
                [content] = paths[route.path_format][method.lower()]["requestBody"]["content"].values()
                for place, pattern in dates_in(content["example"]):
                    for text in BEYOND[pattern]:
                        name = f"{service.name}-{route.name}-{'.'.join(map(str, place))}-{text[:4]}"
                        yield pytest.param(route, content["example"], place, text, id=name)


CASES = list(cases())


@pytest.mark.parametrize(("route", "example", "place", "text"), CASES)
def test_the_first_and_last_years_are_refused(
    route: APIRoute, example: dict[str, Any], place: tuple[Any, ...], text: str
) -> None:
    assert route.body_field
    _, errors = route.body_field.validate(example, {}, loc=("body",))
    assert not errors
    changed = copy.deepcopy(example)
    here: Any = changed
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = text
    _, errors = route.body_field.validate(changed, {}, loc=("body",))
    assert errors


def test_there_are_dates_to_try() -> None:
    assert len(CASES) >= 10
