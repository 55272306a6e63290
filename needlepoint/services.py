"""Which services there are: every package in ``services/``. Nothing else lists them for Python code.

Each is loaded when it is needed, so that ``needlepoint --help`` does not load all of them.
"""

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

import services

if TYPE_CHECKING:
    from chassis.events.event import Event
    from chassis.service import Service

SERVICE_NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(services.__path__)))


def load(name: str) -> "Service":
    """What ``services/<name>/app.py`` puts together. Raises ModuleNotFoundError when there is no such service."""
    service: Service = import_module(f"services.{name}.app").service
    return service


def listeners() -> "dict[str, tuple[type[Event], ...]]":
    """What every service reacts to, by its name. Loads them all."""
    return {name: load(name).reactions.event_types for name in SERVICE_NAMES}
