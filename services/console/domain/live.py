"""The pages that change while they are open, by the name under which their changes are noted."""

from typing import Final

TODAY: Final = "today"
"""The board of a clinic's day."""
WORKLISTS: Final = "worklists"
"""What somebody must do at a clinic."""
DIRECTOR: Final = "director"
"""What waits for a medical director."""
INBOX: Final = "inbox"
"""What patients wrote to a clinic, and who answers."""
STOCK: Final = "stock"
"""The shelf of a clinic, and what is to be done about it."""
LIVE_PAGES: Final = (TODAY, WORKLISTS, DIRECTOR, INBOX, STOCK)
