"""What a medical director signs of booking: its protocols."""

from chassis.reference import Kind
from services.booking.care.domain.protocols import Protocols, problems_of

PROTOCOLS = Kind(
    name="protocols",
    document=Protocols,
    summary="How many sessions a course has, how far apart they are, and how long appointments last.",
    problems=problems_of,
)
