"""The smallest service there is: it counts down. Its one event is its own, and is not in contracts."""

from typing import Annotated, ClassVar

from pydantic import BaseModel
from sqlalchemy import MetaData

from chassis.access.actors import Role
from chassis.access.admission import allow
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.events.reactions import Reactions
from chassis.http import Form, Transaction, api_router
from chassis.service import Service
from chassis.work import Work


class CountedDown(BaseModel, frozen=True):
    """Any Pydantic model with a topic, a type name and a key is an event."""

    topic: ClassVar[str] = "smallest.countdowns"
    source: ClassVar[str] = "/needlepoint/smallest"
    rocket: str
    left: int

    @classmethod
    def type_name(cls) -> str:
        return "needlepoint.smallest.CountedDown.v1"

    @property
    def key(self) -> str:
        return self.rocket


class CountdownForm(Form):
    rocket: str
    seconds: int


LAUNCH = Scope("rockets:launch", About.SHARED)
router, reaction = api_router("countdowns"), Reactions()


@router.post("/countdowns", status_code=201)
async def start(form: CountdownForm, work: Transaction, actor: Annotated[object, allow(LAUNCH)]) -> None:
    work.publish(CountedDown(rocket=form.rocket, left=form.seconds))


@reaction
async def count_on(work: Work, event: CountedDown) -> None:
    if event.left:
        work.publish(CountedDown(rocket=event.rocket, left=event.left - 1))


service = Service(
    name="smallest",
    metadata=MetaData(),
    migrations="tests.integration.chassis.smallest_migrations",
    router=router,
    policy=Policy({Role.OPERATOR: {LAUNCH}}),
    publishes=(CountedDown.topic,),
    reactions=reaction,
)
