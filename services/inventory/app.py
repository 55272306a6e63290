"""The inventory service, put together."""

from chassis.service import Service
from contracts.registry import topics_of
from services.inventory import tables
from services.inventory.access import POLICY
from services.inventory.api import router
from services.inventory.examples import EXAMPLES
from services.inventory.export import EXPORT
from services.inventory.privacy import PERSONAL
from services.inventory.reactions import reaction
from services.inventory.timers import timer
from services.inventory.worklist import WORKLIST

service = Service(
    name="inventory",
    policy=POLICY,
    metadata=tables.metadata,
    migrations="services.inventory.migrations",
    router=router,
    examples=EXAMPLES,
    publishes=topics_of("inventory"),
    personal=PERSONAL,
    export=EXPORT,
    reactions=reaction,
    timers=timer,
    worklist=WORKLIST,
    shares_words_of=("cartridge_codes",),
)
