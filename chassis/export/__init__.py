"""Everything that a service holds, as CSV files in a zip that is streamed.

A service gives its sheets to ``Service(export=Export(...))``; reading, rights, access log and the zip are the chassis'.
docs/export.md.
"""

from chassis.export.sheets import Export, Sheet, sheet_of

__all__ = ["Export", "Sheet", "sheet_of"]
