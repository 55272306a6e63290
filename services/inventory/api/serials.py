"""One cartridge by its serial number. GS1 allows a slash in it."""

from chassis.access.admission import allow
from chassis.http import ReadBy, Transaction, api_router, refuses
from services.inventory.access import USES_READ
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid, SerialUnknown
from services.inventory.forms.serials import SerialView
from services.inventory.queries import serials as queries

router = api_router("serials")


@router.get("/serials/{gtin}/{serial:path}", dependencies=[allow(USES_READ)])
@refuses(GtinInvalid, SerialUnknown)
async def read_serial(work: Transaction, gtin: str, serial: str, reader: ReadBy) -> SerialView:
    """A cartridge's life: received, moved, used, thrown away, recalled; what was taken back stays readable."""
    return await queries.show_serial(work, read_gtin(gtin), serial, reader)
