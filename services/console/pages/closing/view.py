"""How the page counts what a clinic leaves behind. Pure; words in English."""

from collections.abc import Mapping

from services.console.pages.words import word

LEFT: Mapping[str, str] = {
    "holds": word("Times that are held then: they end"),
    "waitlist_entries": word("Who waits for a time there: they wait in vain, and are on the worklist"),
    "follow_ups": word("Next appointments that wait to be placed there"),
    "courses": word("Courses that go on: book their next appointments at another clinic"),
    "shifts": word("Shifts that last until then or longer: end them"),
    "practitioners": word("Practitioners: end each, or have them work elsewhere by a shift"),
    "rooms": word("Rooms"),
    "devices": word("Devices"),
}
"""By the name of a list that booking answers, what it is and what becomes of it."""
