"""Which refusals a function can raise, found by reading its source and that of all that it calls.

The source over-states rather than misses: a method is looked up by its name in every class of the packages that are
read, and what stands in an ``except`` for it counts as not raised. Nothing is run.
"""

import ast
import builtins
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from chassis.refusals import FieldError, Phrase, Refusal

OURS = ("chassis.", "services.", "calendar_files.", "cartridge_codes.", "contact_details.", "tests.")


@dataclass(frozen=True)
class Raised:
    """One place that raises a refusal, or names a field that is wrong."""

    kind: type
    """The refusal's class, FieldError, or Phrase for a part of a sentence."""
    sentence: str | None
    """As it is written; None where it is put together at run time, and so cannot be translated."""
    place: str
    """Module and line."""


Found = frozenset[Raised]
NOTHING: Found = frozenset()


class Source:
    """What is read: the methods of all classes in some packages, for calls on objects whose class is not known."""

    def __init__(self, packages: Iterable[ModuleType]) -> None:
        self._methods: dict[str, list[FunctionType]] = {}
        self._properties: dict[str, list[FunctionType]] = {}
        self._known: dict[FunctionType, Found] = {}
        for module in packages:
            for _, each in inspect.getmembers(module, inspect.isclass):
                if each.__module__ == module.__name__:
                    self._take(each)

    def _take(self, found: type) -> None:
        for name, member in vars(found).items():
            function = _function_of(member)
            if function and not name.startswith("__"):
                kind = self._methods if inspect.isroutine(member) else self._properties
                kind.setdefault(name, []).append(function)

    def raised_by(self, function: Any) -> Found:
        """All that ``function`` and what it calls can raise."""
        function = _function_of(function)
        if function is None or not function.__module__.startswith(OURS):
            return NOTHING
        if function not in self._known:
            self._known[function] = NOTHING  # a function that calls itself adds nothing
            body = _body_of(function)
            self._known[function] = _Reader(self, function).of_all(body)
        return self._known[function]

    def raised_by_methods(self, name: str) -> Found:
        """What any method of that name can raise."""
        return NOTHING.union(*(self.raised_by(each) for each in self._methods.get(name, ())))

    def raised_by_properties(self, name: str) -> Found:
        """What any property of that name can raise."""
        return NOTHING.union(*(self.raised_by(each) for each in self._properties.get(name, ())))


class _Reader:
    """Reads one function, in whose module names mean what they mean there."""

    def __init__(self, source: Source, function: FunctionType) -> None:
        self._source = source
        self._function = function
        self._names = {**vars(builtins), **function.__globals__, **inspect.getclosurevars(function).nonlocals}

    def of_all(self, nodes: Iterable[ast.AST]) -> Found:
        return NOTHING.union(*(self._of(node) for node in nodes))

    def _of(self, node: ast.AST) -> Found:
        if isinstance(node, ast.Try):
            return self._of_try(node)
        found = self.of_all(_children(node))
        if isinstance(node, ast.Call):
            found |= self._of_call(node)
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            found |= self._of_reference(node)
        return found

    def _of_try(self, node: ast.Try) -> Found:
        ended = [handler for handler in node.handlers if not _passes_on(handler)]
        caught = tuple(kind for handler in ended for kind in self._kinds(handler.type))
        inside = {raised for raised in self.of_all(node.body) if not issubclass(raised.kind, caught)}
        after = [*(line for handler in node.handlers for line in handler.body), *node.orelse, *node.finalbody]
        return frozenset(inside) | self.of_all(after)

    def _kinds(self, named: ast.expr | None) -> Iterator[type]:
        for each in named.elts if isinstance(named, ast.Tuple) else [named] if named else []:
            kind = self._value(each)
            # Exception is caught to be logged and raised again: it hides nothing.
            if inspect.isclass(kind) and issubclass(kind, Refusal):
                yield kind

    def _of_call(self, node: ast.Call) -> Found:
        called = self._value(node.func)
        if called is None and isinstance(node.func, ast.Attribute):
            return self._source.raised_by_methods(node.func.attr)
        if not (inspect.isclass(called) and issubclass(called, Refusal | FieldError | Phrase)):
            return NOTHING
        position = 1 if issubclass(called, FieldError) else 0
        sentences = self._sentences(node.args[position]) if len(node.args) > position else [None]
        first_line = self._function.__code__.co_firstlineno
        place = f"{self._function.__module__}:{first_line + node.lineno - 1}"
        return frozenset(Raised(called, sentence, place) for sentence in sentences)

    def _sentences(self, written: ast.expr) -> list[str | None]:
        """What the sentence can be: one, either of two, or one of a table."""
        if isinstance(written, ast.IfExp):
            return [*self._sentences(written.body), *self._sentences(written.orelse)]
        table = self._value(written.value) if isinstance(written, ast.Subscript) else None
        if isinstance(table, dict) and all(isinstance(each, str) for each in table.values()):
            return list(table.values())
        value = self._value(written)
        return [value if isinstance(value, str) else None]

    def _of_reference(self, node: ast.Name | ast.Attribute) -> Found:
        value = self._value(node)
        if isinstance(value, dict | tuple | list | frozenset | set):
            return self._of_table(value)
        if isinstance(value, Phrase):
            return frozenset({Raised(Phrase, value.sentence, self._function.__module__)})
        if _function_of(value):
            return self._source.raised_by(value)
        if value is None and isinstance(node, ast.Attribute):
            return self._source.raised_by_properties(node.attr)
        return NOTHING

    def _of_table(self, table: Any) -> Found:
        """A module's table of refusals, from which one is chosen at run time."""
        values = list(table.values() if isinstance(table, dict) else table)
        kinds = (value for value in values if inspect.isclass(value) and issubclass(value, Refusal))
        phrases = (value for value in values if isinstance(value, Phrase))
        place = self._function.__module__
        return frozenset(
            {Raised(kind, None, place) for kind in kinds} | {Raised(Phrase, each.sentence, place) for each in phrases}
        )

    def _value(self, node: ast.expr) -> Any:
        """What an expression is where that is known without running anything; else None."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._names.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._value(node.value)
            return getattr(owner, node.attr, None) if isinstance(owner, ModuleType | type) else None
        return None


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether what was caught may be raised again: by a bare ``raise``, or wherever it itself is handed on."""
    looked_at = {
        id(node.value) for line in handler.body for node in ast.walk(line) if isinstance(node, ast.Attribute)
    }  # ``refusal.detail`` hands on its words only
    for node in (node for line in handler.body for node in ast.walk(line)):
        if isinstance(node, ast.Raise) and node.exc is None:
            return True
        if isinstance(node, ast.Raise) and node.cause is not None:
            looked_at.add(id(node.cause))  # ``raise … from refusal``
        if isinstance(node, ast.Name) and node.id == handler.name and id(node) not in looked_at:
            return True
    return False


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below, but for annotations: they are not run."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield each


def _function_of(value: Any) -> FunctionType | None:
    """The plain function behind a method, property or wrapper."""
    if isinstance(value, property):
        value = value.fget
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    value = getattr(value, "func", value)  # functools.cached_property, partial
    unwrapped = inspect.unwrap(value) if callable(value) else value
    return unwrapped if isinstance(unwrapped, FunctionType) else None


@cache
def _body_of(function: Callable[..., Any]) -> tuple[ast.AST, ...]:
    parsed = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = parsed.body[0]
    if isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        return tuple(definition.body)
    return (definition,)  # a lambda, in the statement that holds it
