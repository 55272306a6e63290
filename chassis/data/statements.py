"""SQLAlchemy Core as the language, asyncpg as the road: a statement is compiled once and then runs on the driver.

The cache key is SQLAlchemy's own: two statements of one shape share their SQL whatever values they carry. What runs for
a cached statement is the lookup, the values in their places, and asyncpg. benchmarks/README.md has the figures.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, Executable, Float
from sqlalchemy.dialects.postgresql import asyncpg as sqlalchemy_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_Dialect = sqlalchemy_asyncpg.dialect
DIALECT = _Dialect(dbapi=_Dialect.import_dbapi())  # type: ignore[no-untyped-call]
MOST_STATEMENTS = 2000
"""Shapes kept; a program has a few hundred. One that makes up more starts again with none, and is only slower."""

FLOAT8_OID, NUMERIC_OID = 701, 1700
"""PostgreSQL's own numbers for these types."""
_ANSWERING = ("SELECT", "WITH", "VALUES", "SHOW")
_CHANGING = re.compile(r"\b(INSERT INTO|DELETE FROM|(?<!FOR )(?<!KEY )UPDATE)\b")


class Compiled(NamedTuple):
    """A statement's SQL, and how its values get into it."""

    compiler: SQLCompiler
    sql: str
    places: Sequence[str]
    """Names of the values, in the order of $1, $2 …"""
    processors: Mapping[str, Callable[[Any], Any]]
    """By name, for the few types that asyncpg takes in another form (ranges, JSON)."""
    answers: bool
    """Whether it answers rows; else the number of rows that it changed."""
    expands: bool
    """A list in an IN makes its SQL depend on the list's length."""


class NotPlain(TypeError):
    """A statement that would need work on each row after it was read: select what PostgreSQL can say itself."""


_known: dict[Any, Compiled] = {}


def compile_once(statement: Executable, keys: Sequence[str]) -> tuple[Compiled, Any]:
    """The compiled form, from the cache where its shape is known, and the values that this statement carries.

    ``keys`` are the names of values given beside the statement. Raises NotPlain.
    """
    key = statement._generate_cache_key()  # type: ignore[attr-defined]
    if key is None:
        return _compile(statement, None, keys), None
    place = (key.key, tuple(keys))
    found = _known.get(place)
    if found is None:
        if len(_known) >= MOST_STATEMENTS:
            _known.clear()
        found = _known[place] = _compile(statement, key, keys)
    return found, key.bindparams


def _compile(statement: Executable, key: Any, keys: Sequence[str]) -> Compiled:
    compiler: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=DIALECT, cache_key=key, column_keys=list(keys)
    )
    for column in compiler._result_columns:
        if not _plain(column.type):
            raise NotPlain(f"{column.keyname}: values of {column.type!r} need work after they were read")
    answers = bool(compiler._result_columns) or (compiler.isplaintext and _answers(compiler.string))
    return Compiled(
        compiler,
        compiler.string,
        compiler.positiontup or (),
        compiler._bind_processors,
        answers,
        bool(compiler.literal_execute_params or compiler.post_compile_params),
    )


def _plain(kind: TypeEngine[Any]) -> bool:
    """Whether asyncpg's own value is the one that is wanted."""
    if isinstance(kind, ARRAY):
        return _plain(kind.item_type)
    oid = FLOAT8_OID if isinstance(kind, Float) else NUMERIC_OID  # asked for by numbers alone
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, oid) is None


def _answers(sql: str) -> bool:
    """Whether plain SQL answers rows; what stands in brackets, such as a WITH that inserts, does not count."""
    outer, brackets = sql.strip().upper(), 1
    while brackets:
        outer, brackets = re.subn(r"\([^()]*\)", " ", outer)
    if outer.startswith("WITH") and _CHANGING.search(outer):
        return " RETURNING " in outer
    return outer.startswith(_ANSWERING) or " RETURNING " in outer


class Form(NamedTuple):
    """A statement for one set of names: its SQL, and where its values come from."""

    filled: Callable[[Mapping[str, Any]], tuple[str, list[Any]]]
    """The SQL and the values for its places. Raises KeyError for a value that is not given."""
    answers: bool
    """Whether it answers rows; else the number of rows that it changed."""


def form_of(statement: "Executable | Prepared", names: tuple[str, ...]) -> Form:
    """How the statement runs when values of these names are given beside it. Raises NotPlain."""
    if isinstance(statement, Prepared):
        return statement.form(names)
    compiled, carried = compile_once(statement, names)
    return Form(partial(_values_of, compiled, carried), compiled.answers)


def _values_of(compiled: Compiled, carried: Any, parameters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    values = compiled.compiler.construct_params(parameters, extracted_parameters=carried, escape_names=False)
    sql, places, processors = compiled.sql, compiled.places, compiled.processors
    if compiled.expands:
        state = compiled.compiler._process_parameters_for_postcompile(values)
        sql, places = state.statement, state.positiontup or ()
        values = {**values, **state.additional_parameters}
        processors = {**processors, **state.processors}
    if not processors:
        return sql, [values[place] for place in places]
    return sql, [processors[place](values[place]) if place in processors else values[place] for place in places]


class Prepared:
    """A statement that is written once, in a module, and run with values by name: building it costs most of its run.

    Values are ``bindparam``s, or the columns of an INSERT or UPDATE that are given when it runs. A list is given as an
    array: ``column == any_(bindparam("ids", type_=ARRAY(Uuid)))``. Raises NotPlain for ``in_``, whose SQL depends on
    the length of its list.
    """

    __slots__ = ("_forms", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._forms: dict[tuple[str, ...], Form] = {}

    def form(self, names: tuple[str, ...]) -> Form:
        """The statement for values of these names; made at the first use of just these."""
        found = self._forms.get(names)
        if found is None:
            found = self._forms[names] = self._made(names)
        return found

    def _made(self, names: tuple[str, ...]) -> Form:
        compiled = _compile(self._statement, None, names)
        if compiled.expands:
            raise NotPlain("a prepared statement takes a list as an array: any_(bindparam(..., type_=ARRAY(...)))")
        carried = compiled.compiler.construct_params(dict.fromkeys(names), escape_names=False, _check=False)
        own = {place: carried[place] for place in compiled.places if place not in names}
        places = tuple((place, compiled.processors.get(place)) for place in compiled.places)
        return Form(partial(_in_their_places, compiled.sql, places, own), compiled.answers)


def _in_their_places(
    sql: str,
    places: Sequence[tuple[str, Callable[[Any], Any] | None]],
    own: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> tuple[str, list[Any]]:
    """``own`` are values that stand in the statement itself."""
    values = {**own, **parameters} if own else parameters
    return sql, [process(values[name]) if process else values[name] for name, process in places]
