"""The inventory service, put together."""

from chassis.service import Service
from services.inventory import tables
from services.inventory.api import router
from services.inventory.reactions import reaction
from services.inventory.timers import timer

service = Service(
    name="inventory",
    metadata=tables.metadata,
    migrations="services.inventory.migrations",
    router=router,
    reactions=reaction,
    timers=timer,
)
