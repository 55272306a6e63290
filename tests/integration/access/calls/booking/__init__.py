"""What is asked of booking: by wing, as its routes are."""

from tests.integration.access.calls.booking.calendar import CALENDAR
from tests.integration.access.calls.booking.care import CARE
from tests.integration.access.calls.booking.exchange import EXCHANGE
from tests.integration.access.calls.booking.people import PEOPLE

BOOKING = PEOPLE | CALENDAR | CARE | EXCHANGE
