"""Calendar files (iCalendar, RFC 5545) and what they say in mails (iTIP, RFC 5546; iMIP, RFC 6047).

For the services that write them. Pure: entries in, bytes out.
"""

from calendar_files.entries import Entry, Method, Party, feed, file_of, invitation, uid_of

__all__ = ["Entry", "Method", "Party", "feed", "file_of", "invitation", "uid_of"]
