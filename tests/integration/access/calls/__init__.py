"""The calls of every service, each about one patient and one clinic of a world that was made for them."""

from tests.integration.access.calls.booking import BOOKING
from tests.integration.access.calls.chassis import OF_EXPORT, OF_PRIVACY, OF_THE_LOG, of_reference
from tests.integration.access.calls.inventory import INVENTORY
from tests.integration.access.calls.notifications import NOTIFICATIONS
from tests.integration.access.calls.screening import SCREENING

CALLS = {
    "booking": BOOKING | of_reference("protocols", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "console": OF_THE_LOG | OF_PRIVACY,
    "inventory": INVENTORY | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "notifications": NOTIFICATIONS | of_reference("templates", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "screening": SCREENING | of_reference("rule-sets", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
}
