"""Booking, put together."""

from chassis.service import Service
from contracts.registry import topics_of
from services.booking.api import router
from services.booking.reactions import reaction
from services.booking.tables import metadata

service = Service(
    name="booking",
    metadata=metadata,
    migrations="services.booking.migrations",
    router=router,
    publishes=topics_of("booking"),
    reactions=reaction,
)
