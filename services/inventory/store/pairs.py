"""Conditions on two columns at once, whatever the number of pairs: two parameters instead of two for each."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Text, cast, func, select, tuple_


def among(first: ColumnElement[Any], second: ColumnElement[Any], pairs: Collection[tuple[str, str]]) -> Any:
    """The condition that two text columns are one of the pairs."""
    sorted_pairs = sorted(pairs)
    listed = (
        func.unnest(
            cast([one for one, _ in sorted_pairs], ARRAY(Text)), cast([other for _, other in sorted_pairs], ARRAY(Text))
        )
        .table_valued("one", "other")
        .render_derived()
    )
    return tuple_(first, second).in_(select(listed.c.one, listed.c.other))
