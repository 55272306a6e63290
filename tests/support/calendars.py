"""A calendar as a mail client keeps it: small, and as strict as RFC 5546 asks about what is newer."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar


@dataclass
class ClientCalendar:
    """Entries by UID. A lower SEQUENCE than what is known, or an older DTSTAMP with the same one, is ignored."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)

    def takes(self, content: bytes | str) -> None:
        """A file that came in a mail."""
        calendar = Calendar.from_ical(content)
        for event in calendar.walk("VEVENT"):
            uid, rank = str(event["UID"]), (int(event.decoded("SEQUENCE")), event.decoded("DTSTAMP"))
            known = self.entries.get(uid)
            if known is None or rank > known["rank"]:
                gone = calendar["METHOD"] == "CANCEL"
                self.entries[uid] = {"rank": rank, "starts_at": None if gone else event.decoded("DTSTART")}

    def reads(self, mail: EmailMessage) -> None:
        """A mail that arrived."""
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                assert part.get_param("method") == Calendar.from_ical(content)["METHOD"]
                self.takes(content)

    @property
    def shown(self) -> list[datetime]:
        """When the appointments start that the calendar shows."""
        return sorted(each["starts_at"] for each in self.entries.values() if each["starts_at"])
