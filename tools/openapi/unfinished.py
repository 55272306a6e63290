"""What an API still lacks before it can be published: declared refusals, examples, translations."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType

from fastapi.routing import APIRoute

from chassis.http.app import routes_of
from chassis.http.declared import calls_of, refusals_of
from chassis.http.door_documents import function_of, refusals_of_door
from chassis.http.doors import PublicAddress
from chassis.http.examples import ExampleMaker
from chassis.http.shared_answers import with_answers_in_place
from chassis.refusals import Refusal
from chassis.service import Service
from tools.openapi.publication import document_of
from tools.openapi.raised import Found, Raised, Source


def unfinished(services: Sequence[Service]) -> Iterator[str]:
    """Each thing that is missing, with where to add it."""
    for service in services:
        source = source_of(service)
        for route in routes_of(service):
            yield from undeclared(service, route, source)
        for door in service.doors:
            yield from undeclared_of_door(service, door, source)
        yield from _without_example(service)


def source_of(service: Service) -> Source:
    """The service's own code, with the chassis."""
    package = service.migrations.rsplit(".", 1)[0]
    for name in (package, "chassis"):
        for found in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    return Source(_loaded(package, *(f"chassis.{room}" for room in ("access", "http", "reference", "work"))))


def _loaded(*packages: str) -> list[ModuleType]:
    heads = tuple(f"{package}." for package in packages)
    return [module for name, module in sorted(sys.modules.items()) if f"{name}.".startswith(heads)]


def raised_by(route: APIRoute, source: Source) -> Found:
    """What the route and all that it depends on can raise."""
    return frozenset().union(*(source.raised_by(call) for call in calls_of(route.dependant)))


def undeclared(service: Service, route: APIRoute, source: Source) -> Iterator[str]:
    """Refusals that a route raises and does not declare."""
    return _missing(service, route.name, raised_by(route, source), refusals_of(route))


def undeclared_of_door(service: Service, door: PublicAddress, source: Source) -> Iterator[str]:
    """The same of a public address."""
    function = function_of(door)
    return _missing(service, function.__name__, source.raised_by(function), refusals_of_door(door))


def _missing(service: Service, name: str, found: Found, declared: Sequence[type[Refusal]]) -> Iterator[str]:
    missing: dict[type, Raised] = {}
    for raised in found:
        if issubclass(raised.kind, Refusal) and raised.kind not in declared:
            earlier = missing.setdefault(raised.kind, raised)
            missing[raised.kind] = min(earlier, raised, key=lambda each: each.place)
    for kind, raised in sorted(missing.items(), key=lambda item: item[0].__name__):
        yield (
            f"{service.name}: {name} can raise {kind.__name__} ({raised.place}): add it to @refuses(...) of the route"
        )


def _without_example(service: Service) -> Iterator[str]:
    document = with_answers_in_place(document_of(service))
    maker = ExampleMaker(document["components"]["schemas"], service.examples)
    hooks = {hook.path for hook in service.hooks}  # say their own examples
    for operations in (each for path, each in document["paths"].items() if path not in hooks):
        for operation in operations.values():
            contents = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in (media for each in contents for media in each.get("content", {}).values()):
                if "example" in content:
                    maker.example_of(content["schema"])
            for parameter in operation.get("parameters", ()):
                if parameter["in"] != "header":
                    maker.example_of(parameter["schema"], parameter["name"])
    for name in sorted(maker.missing):
        yield f"{service.name}: the field {name} has no example: add it to the service's examples"
