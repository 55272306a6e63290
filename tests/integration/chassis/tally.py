"""A service made for these tests: it counts. Small enough that whatever goes wrong is the chassis' fault.

Its events are its own: the chassis needs no contract.
"""

from typing import Annotated, Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid, insert, select, update

from chassis.access.actors import Role
from chassis.access.admission import allow
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.events.reactions import Reactions
from chassis.events.timers import Timers
from chassis.http import (
    Form,
    IfMatch,
    MergePatch,
    Page,
    PageQuery,
    Patch,
    Transaction,
    View,
    api_router,
    page,
    refuses,
    require_version,
    tag_version,
)
from chassis.ids import new_id
from chassis.reference import Cited, Companions, Document, Kind, Needed, Problem, Reference, in_force
from chassis.refusals import NotFound, Refusal
from chassis.service import Service
from chassis.work import Work

metadata = MetaData()
tallies = Table(
    "tallies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
)
consumed = Table(
    "consumed",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("key", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
)

router = api_router("tallies")
reaction = Reactions()
timer = Timers()
COUNT = Scope("tallies:count", About.SHARED)
DIRECT = Scope("tallies:direct", About.SHARED)
POLICY = Policy({Role.FRONT_DESK: {COUNT}, Role.OPERATOR: {COUNT}, Role.MEDICAL_DIRECTOR: {DIRECT}})
AnyStaff = Annotated[object, allow(COUNT)]


class TallyOpened(BaseModel, frozen=True):
    """Somebody opened a tally."""

    topic: ClassVar[str] = "tally.tallies"
    source: ClassVar[str] = "/needlepoint/tally"
    tally_id: UUID

    @classmethod
    def type_name(cls) -> str:
        return "needlepoint.tally.TallyOpened.v1"

    @property
    def key(self) -> str:
        return str(self.tally_id)


class Counted(BaseModel, frozen=True):
    """A clinic has counted a product."""

    topic: ClassVar[str] = "tally.counts"
    source: ClassVar[str] = "/needlepoint/tally"
    clinic_id: UUID
    product: str
    number: int

    @classmethod
    def type_name(cls) -> str:
        return "needlepoint.tally.Counted.v1"

    @property
    def key(self) -> str:
        return str(self.clinic_id)


class TallyForm(Form):
    name: str


class TallyView(View):
    id: UUID
    name: str
    version: int


class NameTaken(Refusal):
    """A tally of that name is there."""


@router.post("/tallies", status_code=201)
@refuses(NameTaken)
async def open_tally(form: TallyForm, work: Transaction, actor: AnyStaff) -> TallyView:
    if await work.scalar(select(tallies.c.id).where(tallies.c.name == form.name)):
        raise NameTaken(f"There is a tally {form.name}: choose another name.")
    view = TallyView(id=new_id(), name=form.name, version=1)
    await work.execute(insert(tallies).values(**view.model_dump()))
    work.publish(TallyOpened(tally_id=view.id))
    work.audit("tally_opened", str(view.id))
    return view


@router.get("/tallies")
async def list_tallies(work: Transaction, paging: PageQuery, actor: AnyStaff) -> Page[TallyView]:
    return await page(work, select(tallies), [tallies.c.name], paging, TallyView.model_validate)


@router.get("/named-tallies")
async def list_named_tallies(work: Transaction, paging: PageQuery, actor: AnyStaff) -> Page[TallyView]:
    return await page(work, select(tallies), [tallies.c.name], paging, TallyView.model_validate)


@router.get("/tallies/{id}")
@refuses(NotFound)
async def show_tally(id: UUID, work: Transaction, response: Response, actor: AnyStaff) -> TallyView:
    row = (await work.execute(select(tallies).where(tallies.c.id == id))).first()
    if row is None:
        raise NotFound("There is no such tally: list them first.")
    tag_version(response, row.version)
    return TallyView.model_validate(row)


@router.patch("/tallies/{id}")
async def rename(
    id: UUID,
    edit: Annotated[Patch[TallyForm], MergePatch],
    expected: IfMatch,
    work: Transaction,
    response: Response,
    actor: AnyStaff,
) -> TallyView:
    row = (await work.execute(select(tallies).where(tallies.c.id == id).with_for_update())).one()
    require_version(expected, row.version)
    form = edit.onto(row)
    await work.execute(update(tallies).where(tallies.c.id == id).values(name=form.name, version=row.version + 1))
    tag_version(response, row.version + 1)
    return TallyView(id=id, name=form.name, version=row.version + 1)


class CountForm(Form):
    clinic_id: UUID
    number: int
    product: str


@router.post("/counts", status_code=201)
async def report_count(form: CountForm, work: Transaction, actor: AnyStaff) -> None:
    work.publish(count(form.clinic_id, form.number, form.product))


def count(clinic: UUID, number: int, product: str = "pen cartridge") -> Counted:
    """An event of the clinic's; ``number`` tells it from the others."""
    return Counted(clinic_id=clinic, product=product, number=number)


@router.get("/director")
async def only_the_director(work: Transaction, actor: Annotated[object, allow(DIRECT)]) -> str:
    return "welcome"


class Poison(Exception):
    """An event that cannot be handled."""


ECHOING = "echo"
"""The product whose Counted is answered with another, one higher."""
OVERLONG = "overlong"
"""The product whose timer publishes more than Kafka would take: it fails when it is written, not in the function."""
IN_NO_ZONE = "in the zone America"
"""The product whose reaction looks up a time zone that is a directory."""
poisoned: set[str] = set()
"""Products whose Counted events fail while they are in here."""


@reaction
async def consume(work: Work, event: Counted) -> None:
    if event.product in poisoned:
        raise Poison(event.product)
    if event.product == IN_NO_ZONE:
        ZoneInfo("America")
    if event.product == ECHOING:
        work.publish(count(event.clinic_id, event.number + 1))
    await work.execute(insert(consumed).values(key=event.clinic_id, number=event.number))


@timer("consume")
async def consume_later(work: Work, key: str, payload: dict[str, Any]) -> None:
    if payload["product"] in poisoned:
        raise Poison(payload["product"])
    if payload["product"] == OVERLONG:
        work.publish(count(UUID(key), payload["number"], "x" * 1_000_000))
    await work.execute(insert(consumed).values(key=UUID(key), number=payload["number"]))


async def all_consumed(work: Work) -> list[tuple[UUID, int]]:
    rows = await work.execute(select(consumed.c.key, consumed.c.number).order_by(consumed.c.position))
    return [(row.key, row.number) for row in rows]


class Tariff(Document):
    """What is counted, by code, and how many make one."""

    class Step(Document):
        """One thing that is counted."""

        size: int
        """How many make one."""
        source: Cited
        """Who says so."""

    steps: dict[str, Step]
    """By code."""


class Origin(Document):
    """Who says how many make one."""

    title: str


def tariff_problems(tariff: Tariff) -> list[Problem]:
    return [
        Problem(f"steps.{code}.size", "Nothing is counted in steps below 1: give 1 or more.")
        for code, step in tariff.steps.items()
        if step.size < 1
    ]


TARIFFS = Kind("tariffs", Tariff, "How many make one.", problems=tariff_problems)


class Prices(Document):
    """What one costs, in cents, by the code of a tariff's step."""

    tariff: str
    """The version of the tariff that they are for."""
    cents: dict[str, int]
    """By code."""


def unpriced(prices: Prices, companions: Companions) -> list[Problem]:
    tariff: Tariff = companions[Needed("tariffs", prices.tariff)]
    return [
        Problem(f"cents.{code}", "The tariff has it, and it has no price.")
        for code in tariff.steps.keys() - prices.cents.keys()
    ]


PRICES = Kind(
    "prices", Prices, "What one costs.", needs=lambda prices: [Needed("tariffs", prices.tariff)], misfits=unpriced
)


async def note_what_counts(work: Work) -> None:
    """What waited for a tariff: here only a note of which one it was."""
    counts = await in_force(work, TARIFFS, work.now.date())
    work.audit("tariff counts", counts.version if counts else "none")


REFERENCE = Reference(
    kinds=(PRICES, TARIFFS),
    package="tests.integration.chassis.reference",
    source=Origin,
    bibliography={"dozen-act": Origin(title="An act about dozens")},
    resume={"tariffs": note_what_counts},
)

service = Service(
    name="tally",
    metadata=metadata,
    migrations="tests.integration.chassis.migrations",
    router=router,
    policy=POLICY,
    publishes=("tally.counts", "tally.tallies"),
    reactions=reaction,
    timers=timer,
    reference=REFERENCE,
)
