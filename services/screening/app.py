"""Screening, put together."""

from chassis.service import Service
from contracts.registry import topics_of
from services.screening import tables
from services.screening.api import router
from services.screening.reactions import reaction

service = Service(
    name="screening",
    metadata=tables.metadata,
    migrations="services.screening.migrations",
    router=router,
    publishes=topics_of("screening"),
    reactions=reaction,
)
