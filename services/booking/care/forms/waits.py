"""How long patients wait."""

from chassis.figures import Spread
from chassis.http import View


class WaitsView(View):
    """Waits of a period, each counted on the day on which it ended."""

    waiting: Spread
    """At the clinic, in minutes: from the booked start, or the arrival if it was later, until the numbing cream or
    the treatment was begun. Whoever came early and was treated before the booked start waited 0."""
    left: int
    """Patients who came, and left before anything was begun."""
    not_noted: int
    """Patients whose arrival was noted, and not when anything was begun."""
    consult: Spread
    """In local days: from the day on which the time was chosen until the consult took place. After a move, from the
    day of the move; without consults that came from other software."""
    first_session: Spread
    """In local days: from the consult until the first session of its course took place."""
