"""Booking, put together from its wings: people, calendar, care and exchange."""

from fastapi import APIRouter

from bibliography import SOURCES, Source
from chassis.events.reactions import Reactions
from chassis.merging.subjects import GIVEN_BACK
from chassis.reference import Reference
from chassis.service import Service
from contracts.booking.patients import ERASED
from contracts.registry import identifying_fields, topics_of
from services.booking.access import POLICY
from services.booking.calendar import api as calendar_api
from services.booking.calendar.api.feeds import DOORS
from services.booking.calendar.reactions import reaction as calendar_reactions
from services.booking.care import api as care_api
from services.booking.care.api.photos import UPLOADS
from services.booking.care.commands.courses import plan_waiting
from services.booking.care.reactions import reaction as care_reactions
from services.booking.care.reference import PROTOCOLS
from services.booking.care.timers import timer as care_timers
from services.booking.examples import EXAMPLES
from services.booking.exchange import api as exchange_api
from services.booking.exchange.timers import timer as exchange_timers
from services.booking.export import EXPORT
from services.booking.people import api as people_api
from services.booking.people.reactions import reaction as people_reactions
from services.booking.privacy import PERSONAL
from services.booking.tables import metadata
from services.booking.worklist import WORKLIST

router = APIRouter()
for wing in (people_api, calendar_api, care_api, exchange_api):
    router.routes += wing.router.routes

_EARLIER = tuple(
    (f"needlepoint.booking.{name}.v1", ("details", "family_name"), ERASED)
    for name in ("PatientRegistered", "PatientChanged")
)
"""Family names were published until nobody was found who reads them; old events still have them."""

service = Service(
    name="booking",
    policy=POLICY,
    metadata=metadata,
    migrations="services.booking.migrations",
    router=router,
    examples=EXAMPLES,
    publishes=topics_of("booking"),
    uploads=UPLOADS,
    doors=DOORS,
    personal=PERSONAL,
    export=EXPORT,
    identifying=(*identifying_fields("booking"), *_EARLIER),
    timers=care_timers.joined(exchange_timers),
    worklist=WORKLIST,
    shares_words_of=("cartridge_codes",),
    reactions=Reactions(owners=GIVEN_BACK).include(people_reactions, calendar_reactions, care_reactions),
    reference=Reference(
        kinds=(PROTOCOLS,),
        package="services.booking.reference",
        bibliography=SOURCES,
        source=Source,
        resume={PROTOCOLS.name: plan_waiting},
    ),
)
