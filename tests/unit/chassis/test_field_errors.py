"""Whatever is wrong with a form is said in our own words."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, get_args

import pytest
from fastapi.dependencies.models import Dependant
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

import services
from chassis.http.app import routes_of
from chassis.http.bodies import Cells, Form
from chassis.http.field_errors import UNKNOWN, field_errors
from chassis.http.filters import Day, Moment
from chassis.refusals import FieldError
from needlepoint.trial.system import SERVICES
from services.inventory.domain.refusals import GtinInvalid

WRONG: list[Any] = [
    *(None, True, 0, -1, 1.5, 10**30, 0.123456789, float("nan"), "", " ", "x", "x\ud800", "x" * 10_000, [], {}),
    *("2026-11-31", "2026-11-23", "2026-11-23T09:00:00", "25:00", "09:00+01:00", "Mars/Olympus", "pregnant"),
    *(["x"], ["x"] * 2_000, [{}], [None], {"x": "y"}, {"x": None}, {"x": 1.5}),
]


def forms() -> list[type[Form]]:
    for found in pkgutil.walk_packages(services.__path__, "services."):
        if "form" in found.name:
            importlib.import_module(found.name)
    theirs = {form for form in _below(Form) if form.__module__.startswith("services.")}  # and not other tests' forms
    return sorted(theirs, key=lambda form: (form.__module__, form.__name__))


def _below(form: type[Form]) -> Iterator[type[Form]]:
    for below in form.__subclasses__():
        yield below
        yield from _below(below)


def found_in(form: type[BaseModel], body: Any) -> list[FieldError]:
    try:
        form.model_validate(body)
    except ValidationError as error:
        errors = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        return field_errors(errors, body)
    return []


def in_words(error: FieldError) -> bool:
    said = error.problem
    return error.sentence != UNKNOWN and said[0].isupper() and said.endswith(".") and "{" not in said


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__.split('.')[1]}-{form.__name__}")
def test_every_field_of_every_form_says_what_to_give(form: type[Form]) -> None:
    for wrong in WRONG:
        body = dict.fromkeys(form.model_fields, wrong)
        for error in found_in(form, body):
            assert in_words(error), (error, wrong)
    missing = [error for error in found_in(form, {"unheard_of": 1}) if error.field == "unheard_of"]
    assert [error.problem for error in missing] == ["There is no such field: check its spelling."]


@pytest.mark.parametrize("beyond", ["2150-01-01", "1899-12-31", "9999-12-31", "2150-01-01T00:00:00+00:00"])
def test_a_day_or_moment_beyond_the_calendar_is_told_its_bounds_and_not_its_spelling(beyond: str) -> None:
    class Ends(Form):
        ends: Moment | Day

    [error] = found_in(Ends, {"ends": beyond})
    assert error.problem == "Give a year between 1900 and 2149."
    [misspelt] = found_in(Ends, {"ends": "tomorrow"})
    assert misspelt.problem.startswith("Give the date")


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__.split('.')[1]}-{form.__name__}")
def test_no_form_takes_a_number_for_a_date_or_a_time(form: type[Form]) -> None:
    """pydantic takes seconds since 1970: 0 would be a birthday, and 20270301 a day of August 1970."""
    for name, field in form.model_fields.items():
        if not {date, datetime, time} & set(_types_in(field.annotation)):
            continue
        for number in (0, "0", 86_400, "20270301", 1.5):
            assert name in [error.field.split(".")[0] for error in found_in(form, {name: number})], (name, number)


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__.split('.')[1]}-{form.__name__}")
def test_no_form_takes_text_or_yes_and_no_for_a_number_or_a_word_for_yes_and_no(form: type[Form]) -> None:
    """pydantic takes true for 1 cartridge, "1_0" for 10 and "off" for a consent that was refused."""
    if issubclass(form, Cells):
        return
    for name, field in form.model_fields.items():
        types = set(_types_in(field.annotation)) - {type(None)}
        wrong: list[Any] = []
        if types <= {int, float}:
            wrong = ["1", " 1 ", "1_0", True, False]
        elif types == {Decimal}:
            wrong = [True, False]
        elif types == {bool}:
            wrong = [0, 1, 1.0, "true", "off", "yes", "1"]
        for value in wrong:
            assert name in [error.field for error in found_in(form, {name: value})], (name, value)


def test_a_whole_number_may_be_written_with_a_point_and_a_decimal_as_text() -> None:
    class Amounts(Form):
        number: int
        exactly: Decimal
        half: float

    assert Amounts.model_validate({"number": 5.0, "exactly": "1.50", "half": 1}) == Amounts(
        number=5, exactly=Decimal("1.50"), half=1.0
    )


def test_the_cells_of_a_file_are_text() -> None:
    class Line(Cells):
        sessions: int

    assert Line.model_validate({"sessions": "4"}).sessions == 4


def _types_in(annotation: Any) -> Iterator[Any]:
    yield annotation
    for inner in get_args(annotation):
        yield from _types_in(inner)


def parameters(dependant: Dependant) -> Iterator[Any]:
    yield from (*dependant.query_params, *dependant.path_params)
    for inner in dependant.dependencies:
        yield from parameters(inner)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_every_parameter_of_every_route_says_what_to_give(service: Any) -> None:
    seen = 0
    for parameter in (each for route in routes_of(service) for each in parameters(route.dependant)):
        for wrong in (value for value in WRONG if isinstance(value, str)):
            with suppress(GtinInvalid):  # has a problem type of its own, and says there what to give
                _, errors = parameter.validate(wrong, {}, loc=("query", parameter.alias))
                for error in field_errors(errors or [], None):
                    seen += 1
                    assert in_words(error), (error, wrong)
                    assert error.field == parameter.alias
    assert seen


class Plan(Form):
    depth_mm: int


class Visit(Form):
    plans: tuple[Plan, ...] = ()
    starts_at: datetime | None = None
    answers: dict[str, bool | int] = Field(default_factory=dict)


def test_a_field_is_named_by_its_place_in_what_was_sent() -> None:
    errors = found_in(Visit, {"plans": [{"depth_mm": 1}, {"depth_mm": "deep"}, {}], "answers": {"keloid": "pregnant"}})
    assert [error.field for error in errors] == ["plans.1.depth_mm", "plans.2.depth_mm", "answers.keloid"]
    assert "pregnant" not in str(errors)


def test_a_moment_without_its_zone_is_asked_for_with_an_example() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(AwareDatetime).validate_python("2027-03-02T09:00")
    errors = field_errors([{**each, "loc": ("query", "from")} for each in refused.value.errors()], None)
    assert [(error.field, error.part) for error in errors] == [("from", "query")]
    assert errors[0].problem.endswith("with its time zone, for example 2027-03-02T09:00+00:00.")


def test_a_limit_is_named() -> None:
    class Count(Form):
        number: Annotated[int, Field(ge=1, le=20)]

    assert found_in(Count, {"number": 21})[0].problem == "Give 20 or less."
    assert found_in(Count, {"number": 0})[0].problem == "Give 1 or more."


AS_SENT = {"scan", "cartridges", "text"}
"""Fields that scanners and gateways fill in, whose codes have control characters."""


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__.split('.')[1]}-{form.__name__}")
def test_no_field_of_a_form_takes_a_control_character(form: type[Form]) -> None:
    if issubclass(form, Cells):  # what lines of files hold is read by exchange.domain.csv_files before
        return
    steering = "Ana\x1b]0;\x07"
    for name in form.model_fields.keys() - AS_SENT:
        for wrong in (steering, [steering], {"x": steering}):
            refused = {error.field.split(".")[0] for error in found_in(form, {name: wrong})}
            assert name in refused, name


@pytest.mark.parametrize("field", ["name", "address", "given_name", "title", "supplier", "contact"])
def test_what_has_one_line_on_a_page_has_one_line_in_a_form(field: str) -> None:
    tried = 0
    for form in forms():
        kinds = form.model_fields.get(field)
        if kinds is None or issubclass(form, Cells):
            continue
        reader: TypeAdapter[str] = TypeAdapter(Annotated[(kinds.annotation, *kinds.metadata, "of the form")])  # type: ignore[arg-type]
        with suppress(ValidationError):
            assert reader.validate_python("one\ntwo") == "one two", (form, kinds)
        tried += 1
    assert tried
