"""Lists as CSV files: a line for each item, and its fields as columns."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from chassis.export.cells import cell_of
from chassis.http import View


def csv_of(titles: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Lines under their titles; no text in them is run by a spreadsheet."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([cell_of(value) for value in line] for line in lines)
    return written.getvalue()


def sheet_of(form: type[View], views: Iterable[View], without: Sequence[str] = ()) -> str:
    """All fields of the items, in the order of the form; words of a list are joined by semicolons."""
    titles = [name for name in form.model_fields if name not in without]
    return csv_of(titles, ([_in_a_cell(getattr(view, title)) for title in titles] for view in views))


def _in_a_cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
