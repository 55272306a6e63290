"""JSON merge patches onto a form."""

from datetime import time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from chassis.http import Form, Patch
from chassis.http.problems import NotUnderstood


class Shift(Form):
    name: str
    opens: time = time(8)
    closes: time
    note: str | None = None
    days: list[int] = [0, 1]  # noqa: RUF012  # pydantic copies it


NOW = Shift(name="early", opens=time(7), closes=time(15), note="by the window", days=[0, 1, 2])
READER: TypeAdapter[Patch[Shift]] = TypeAdapter(Patch[Shift])


def edited(**changes: Any) -> Shift:
    return READER.validate_python(changes).onto(NOW)


def test_what_is_sent_changes_and_the_rest_stays() -> None:
    assert edited(name="late", closes="16:00") == NOW.model_copy(update={"name": "late", "closes": time(16)})
    assert edited() == NOW


def test_a_list_is_replaced_whole() -> None:
    assert edited(days=[4]).days == [4]


def test_null_takes_a_value_away_so_that_its_default_holds() -> None:
    assert edited(note=None, opens=None) == Shift(name="early", closes=time(15), days=[0, 1, 2])


@pytest.mark.parametrize("changes", [{"name": None}, {"nmae": "late"}, {"closes": "noon"}, {"days": "0"}])
def test_what_no_form_could_say_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        edited(**changes)


def test_an_edit_that_leaves_a_form_that_is_wrong_as_a_whole_is_refused_by_field() -> None:
    stored = NOW.model_copy(update={"name": 5})  # from a time with other rules
    with pytest.raises(NotUnderstood) as refused:
        READER.validate_python({"closes": "16:00"}).onto(stored)
    assert [error.field for error in refused.value.errors] == ["name"]


def test_its_schema_requires_nothing_and_states_no_default() -> None:
    schema = READER.json_schema()
    assert schema["title"] == "ShiftEdit"
    assert "required" not in schema
    assert not any("default" in field for field in schema["properties"].values())
