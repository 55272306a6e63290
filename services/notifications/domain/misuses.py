"""What is wrong with a cartridge that was used, in the words of a language. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chassis.language import say_date
from services.notifications.domain.languages import Phrases

MISUSES = "misuses"
"""The fact of a message that lists them."""
VALUES: dict[str, frozenset[str]] = {
    "used_before": frozenset({"serial", "session_id"}),
    "discarded_before": frozenset({"serial", "session_id"}),
    "never_received": frozenset({"serial", "lot"}),
    "of_another_lot": frozenset({"serial", "lot"}),
    "of_another_clinic": frozenset({"serial"}),
    "put_away": frozenset({"serial", "place"}),
    "lot_recalled": frozenset({"lot", "recalled_on"}),
    "cartridge_recalled": frozenset({"serial", "lot", "recalled_on"}),
    "expired": frozenset({"lot", "expires_on"}),
    "label_differs": frozenset({"lot", "label_on", "books_on"}),
    "lot_unknown": frozenset({"lot"}),
    "lot_elsewhere": frozenset({"lot"}),
    "none_left": frozenset({"lot"}),
}
"""What each misuse says of itself, by its code: what the words for it may ask for."""
_DAYS = frozenset({"recalled_on", "expires_on", "label_on", "books_on"})


def say_misuses(misuses: Iterable[Mapping[str, Any]], phrases: Phrases, language: str) -> str | None:
    """A sentence for each, in order.

    None where these words lack one of them (they are of an earlier version, or inventory is of a later one): then the
    sentence of the event is said.
    """
    said = [_say(each, phrases, language) for each in misuses]
    return None if not said or None in said else " ".join(each for each in said if each)


def _say(misuse: Mapping[str, Any], phrases: Phrases, language: str) -> str | None:
    words, named = phrases.misuses.get(misuse["code"]), VALUES.get(misuse["code"], frozenset())
    given = {name: misuse[name] for name in named if misuse.get(name) is not None}
    place = phrases.places.get(given.get("place", ""))
    if words is None or given.keys() < named or ("place" in given and place is None):
        return None
    days = {name: say_date(date.fromisoformat(given[name]), language) for name in given.keys() & _DAYS}
    return words.format_map({**given, **days, "place": place})
