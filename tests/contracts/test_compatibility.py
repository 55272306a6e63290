"""Which changes of an event old events and old readers survive: real models, changed as a person would."""

import json
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Optional
from uuid import UUID

import pytest
from pydantic import ConfigDict, Field, ValidationError, create_model

from contracts.event import Event, Fact, Language, UtcTime, Word
from tools.contracts.compatibility import incompatibilities
from tools.contracts.publication import schema_of


class Channel(StrEnum):
    SMS = "sms"
    EMAIL = "email"


class FewerChannels(StrEnum):
    SMS = "sms"


class MoreChannels(StrEnum):
    POST = "post"
    EMAIL = "email"
    SMS = "sms"


class ReorderedChannels(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class Plan(Fact):
    """What is planned."""

    depth_mm: Decimal = Field(gt=0, le=Decimal("2.5"))
    note: str = Field(default="", max_length=100)


class PlanWithRemark(Plan):
    """What is planned, said better."""

    remark: str | None = None


class PlanWithShape(Plan):
    shape: str


class PlanReordered(Fact):
    """What is planned."""

    note: str = Field(default="", max_length=100)
    depth_mm: Decimal = Field(gt=0, le=Decimal("2.5"), description="Millimetres.")


class PlanWithoutNote(Fact):
    depth_mm: Decimal = Field(gt=0, le=Decimal("2.5"))


class ShallowPlan(Plan):
    depth_mm: Decimal = Field(gt=0, le=Decimal("1.5"))


class DeepPlan(Plan):
    depth_mm: Decimal = Field(gt=0, le=Decimal("4"))


class Step(Fact):
    name: str
    then: Optional["Step"] = None


class StepWithWeeks(Fact):
    name: str
    weeks: int
    then: Optional["StepWithWeeks"] = None


FIELDS: dict[str, Any] = {
    "patient_id": (UUID, Field(description="The patient.")),
    "channel": (Channel, ...),
    "plan": (Plan, ...),
    "plans": (tuple[Plan, ...], ...),
    "first_step": (Step, ...),
    "skin_type": (int, Field(ge=1, le=6)),
    "code": (str, Field(pattern=r"^R\d\d$", min_length=3)),
    "reply": (str | None, ...),
    "kind": (Literal["session"], ...),
    "at": (UtcTime, ...),
    "tags": (tuple[str, ...], ()),
    "doses": (dict[str, int], ...),
}

OLD_EVENT = {
    "patient_id": "01990005-1033-7057-909f-6d2c7ddf743f",
    "channel": "email",
    "plan": {"depth_mm": "2.0", "note": ""},
    "plans": [{"depth_mm": "2.0", "note": "two passes"}],
    "first_step": {"name": "cleanse", "then": {"name": "needle", "then": None}},
    "skin_type": 6,
    "code": "R07",
    "reply": None,
    "kind": "session",
    "at": "2026-10-08T12:38:50Z",
    "doses": {"lidocaine": 4},
}


def event(topic: str = "booking.trials", key: str = "patient_id", **fields: Any) -> type[Event]:
    """``TrialHeld`` with some fields changed; a field given as None is left out."""
    unchanged = {name: field for name, field in FIELDS.items() if name not in fields}
    chosen = {name: field for name, field in {**fields, **unchanged}.items() if field is not None}
    return create_model("TrialHeld", __base__=Event, __cls_kwargs__={"topic": topic, "key": key}, **chosen)


PUBLISHED = event()


def objections_to(current: type[Event]) -> list[str]:
    return incompatibilities(schema_of(PUBLISHED), schema_of(current))


def readable(model: type[Event], data: Any) -> bool:
    try:
        model.model_validate_json(json.dumps(data))
    except ValidationError:
        return False
    return True


UNREADABLE = [
    pytest.param({"urgent": (bool, ...)}, "urgent is new and required", id="new required field"),
    pytest.param({"tags": (tuple[str, ...], ...)}, "tags is now required", id="optional field required"),
    pytest.param({"code": None, "rule": (str, ...)}, "rule is new and required", id="renamed field"),
    pytest.param({"channel": (FewerChannels, ...)}, "channel may no longer be 'email'", id="enum member removed"),
    pytest.param({"reply": (str, ...)}, "reply may no longer be null", id="no longer null"),
    pytest.param({"skin_type": (str, ...)}, "skin_type was integer and is now string", id="type changed"),
    pytest.param({"code": (list[str], ...)}, "code was string and is now array", id="one becomes a list"),
    pytest.param({"at": (UUID, ...)}, "at has format 'uuid' instead of 'date-time'", id="format changed"),
    pytest.param(
        {"skin_type": (int, Field(ge=1, le=5))}, "skin_type has maximum 5 instead of 6", id="upper bound lowered"
    ),
    pytest.param(
        {"code": (str, Field(pattern=r"^R\d\d$", min_length=4))}, "code has minLength 4", id="lower bound raised"
    ),
    pytest.param(
        {"reply": (str | None, ...), "code": (str, Field(pattern=r"^Q\d\d$", min_length=3))}, "pattern", id="pattern"
    ),
    pytest.param(
        {"plan": (ShallowPlan, ...)}, "plan.depth_mm has x-maximum '1.5'", id="bound of a decimal in a nested fact"
    ),
    pytest.param(
        {"plans": (tuple[PlanWithShape, ...], ...)}, "each of plans.shape is new", id="required field in a list"
    ),
    pytest.param(
        {"first_step": (StepWithWeeks, ...)}, "first_step.weeks is new", id="required field in a nesting type"
    ),
    pytest.param({"kind": (Literal["consult"], ...)}, "kind may no longer be 'session'", id="constant changed"),
    pytest.param(
        {"doses": (dict[str, UUID], ...)}, "doses, additionalProperties was integer", id="values of a mapping"
    ),
]


@pytest.mark.parametrize(("change", "objection"), UNREADABLE)
def test_a_change_that_old_events_do_not_survive_is_refused(change: dict[str, Any], objection: str) -> None:
    current = event(**change)
    assert readable(PUBLISHED, OLD_EVENT)
    assert not readable(current, OLD_EVENT), "the case must really break old events"
    assert any(objection in sentence for sentence in objections_to(current)), objections_to(current)


LEFT_OUT = object()
NOT_UNDERSTOOD = [
    pytest.param({"code": None}, {"code": LEFT_OUT}, "code was removed or renamed", id="field removed"),
    pytest.param(
        {"reply": (str | None, None)}, {"reply": LEFT_OUT}, "reply may now be left out", id="field made optional"
    ),
    pytest.param(
        {"channel": (MoreChannels, ...)}, {"channel": "post"}, "channel may now be 'post'", id="enum member added"
    ),
    pytest.param({"channel": (str, ...)}, {"channel": "pigeon"}, "channel may now be anything", id="enum opened"),
    pytest.param(
        {"channel": (Channel | None, ...)}, {"channel": None}, "channel may now be null", id="may now be null"
    ),
    pytest.param(
        {"reply": (str | int | None, ...)}, {"reply": 3}, "reply may now be integer", id="another type as well"
    ),
    pytest.param(
        {"skin_type": (float, Field(ge=1, le=6))}, {"skin_type": 2.5}, "skin_type was integer", id="wider number"
    ),
    pytest.param(
        {"patient_id": (str, ...)}, {"patient_id": "P-7"}, "no longer has the rule format", id="format dropped"
    ),
    pytest.param(
        {"skin_type": (int, Field(ge=1, le=7))}, {"skin_type": 7}, "maximum 7 instead of 6", id="bound raised"
    ),
    pytest.param(
        {"skin_type": (int, Field(le=6))}, {"skin_type": 0}, "no longer has the rule minimum", id="bound dropped"
    ),
    pytest.param(
        {"code": (str, Field(min_length=3))}, {"code": "none"}, "no longer has the rule pattern", id="pattern dropped"
    ),
    pytest.param(
        {"plan": (DeepPlan, ...)}, {"plan": {"depth_mm": "4"}}, "plan.depth_mm has x-maximum '4'", id="decimal bound"
    ),
    pytest.param(
        {"kind": (Literal["session", "consult"], ...)}, {"kind": "consult"}, "kind may now be 'consult'", id="constant"
    ),
]


@pytest.mark.parametrize(("change", "news", "objection"), NOT_UNDERSTOOD)
def test_a_change_that_old_readers_do_not_survive_is_refused(
    change: dict[str, Any], news: dict[str, Any], objection: str
) -> None:
    current = event(**change)
    new_event = {name: value for name, value in {**OLD_EVENT, **news}.items() if value is not LEFT_OUT}
    assert readable(current, new_event)
    assert not readable(PUBLISHED, new_event), "the case must really break old readers"
    assert any(objection in sentence for sentence in objections_to(current)), objections_to(current)


CHANGED_MEANING = [
    pytest.param(event(tags=(tuple[str, ...], ("new",))), "tags has another default", id="other default"),
    pytest.param(event(plan=(PlanWithoutNote, ...)), "plan.note was removed", id="optional field removed"),
    pytest.param(
        event(ids=(tuple[str, ...], Field(default_factory=tuple))), "without a fixed default", id="no fixed default"
    ),
    pytest.param(
        event(topic="booking.tests"), "another topic, booking.tests instead of booking.trials", id="other topic"
    ),
    pytest.param(event(key="code"), "another key, code instead of patient_id", id="other key"),
]


@pytest.mark.parametrize(("current", "objection"), CHANGED_MEANING)
def test_a_change_that_parses_but_means_something_else_is_refused(current: type[Event], objection: str) -> None:
    assert any(objection in sentence for sentence in objections_to(current)), objections_to(current)


SAFE = [
    pytest.param({}, id="nothing"),
    pytest.param({"remark": (str | None, None)}, id="new optional field"),
    pytest.param({"via": (MoreChannels, MoreChannels.SMS)}, id="new optional field of a new type"),
    pytest.param({"plan": (PlanWithRemark, ...)}, id="new optional field in a nested fact"),
    pytest.param({"plans": (tuple[PlanReordered, ...], ...)}, id="nested fields in another order, described"),
    pytest.param({"patient_id": (UUID, Field(title="Who", description="Whose skin it is."))}, id="better description"),
    pytest.param({"channel": (ReorderedChannels, ...)}, id="enum reordered and its class renamed"),
    pytest.param({"reply": (None | str, ...)}, id="union reordered"),
    pytest.param({"kind": FIELDS["kind"], "code": FIELDS["code"]}, id="fields reordered"),
]


@pytest.mark.parametrize("change", SAFE)
def test_a_change_that_everybody_survives_is_allowed(change: dict[str, Any]) -> None:
    current = event(**change)
    assert objections_to(current) == []
    assert readable(current, OLD_EVENT)
    written = current.model_validate_json(json.dumps(OLD_EVENT)).model_dump_json()
    assert readable(PUBLISHED, json.loads(written))


def test_a_new_field_is_refused_where_old_readers_forbid_what_they_do_not_know() -> None:
    class Closed(Plan):
        model_config = ConfigDict(extra="forbid")

    class ClosedWithRemark(Closed):
        remark: str | None = None

    before, after = schema_of(event(plan=(Closed, ...))), schema_of(event(plan=(ClosedWithRemark, ...)))
    assert any("where new fields were forbidden" in sentence for sentence in incompatibilities(before, after))


def treated(area: Any) -> type[Event]:
    """An event whose area is of this type."""
    fields: dict[str, Any] = {"patient_id": (UUID, ...), "area": (area, ...)}
    return create_model("Treated", __base__=Event, __cls_kwargs__={"topic": "t.t", "key": "patient_id"}, **fields)


def test_a_reader_from_before_reads_a_new_word_of_an_open_vocabulary_and_nothing_that_is_no_word() -> None:
    said = {"patient_id": "01990005-1033-7057-909f-6d2c7ddf743f", "area": "scalp"}
    reader = treated(Word)
    assert json.loads(reader.model_validate(said).model_dump_json()) == said
    for unfit in ("Scalp", "the scalp", "", "s" * 65, "1st", "scalp\n"):
        with pytest.raises(ValidationError):
            reader.model_validate(said | {"area": unfit})


@pytest.mark.parametrize("changed", [Channel, str, Language])
def test_to_close_an_open_vocabulary_or_to_change_its_pattern_takes_a_new_version(changed: Any) -> None:
    assert incompatibilities(schema_of(treated(Word)), schema_of(treated(changed)))
