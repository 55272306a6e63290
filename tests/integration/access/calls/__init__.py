"""The calls of every service, each about one patient and one clinic of a world that was made for them."""

from tests.integration.access.calls.booking import BOOKING
from tests.integration.access.calls.chassis import OF_EXPORT, OF_OPERATORS, OF_PRIVACY, OF_THE_LOG, of_reference
from tests.integration.access.calls.inventory import INVENTORY
from tests.integration.access.calls.notifications import NOTIFICATIONS
from tests.integration.access.calls.screening import SCREENING

OF_EVERY = OF_THE_LOG | OF_OPERATORS | OF_PRIVACY
CALLS = {
    "booking": BOOKING | of_reference("protocols", "2026-11") | OF_EVERY | OF_EXPORT,
    "console": OF_EVERY,
    "inventory": INVENTORY | OF_EVERY | OF_EXPORT,
    "notifications": NOTIFICATIONS | of_reference("templates", "2026-11") | OF_EVERY | OF_EXPORT,
    "screening": SCREENING | of_reference("rule-sets", "2026-11") | OF_EVERY | OF_EXPORT,
}
