"""A world in which everybody writes hostile words into every text that a service takes."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from chassis.ids import new_id
from needlepoint.trial.demo.world import World
from tests.end_to_end.people import Json

WORDS = "\u202e\"><img src=x onerror=broken=1></textarea></script><script>broken=1</script>{{7*7}}${7*7}'&lt;"
"""Of each way out of a text: right-to-left, an attribute, an element, a script, a template."""
RAN = "typeof broken !== 'undefined'"
"""In a page: whether any of it was more than text."""
MOST_TRIES = 30
Place = tuple[str | int, ...]


class HostileClient(httpx.AsyncClient):
    """Replaces each text of what is posted, unless the service refuses it there."""

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        body = options.get("json")
        if method != "POST" or not isinstance(body, dict):
            return await super().request(method, url, **options)
        left = set(_texts(body))
        for _ in range(MOST_TRIES):
            options["json"] = _with_words(body, left)
            options["headers"] = {**options["headers"], "Idempotency-Key": str(new_id())}
            answer = await super().request(method, url, **options)
            if answer.is_success or not left:
                return answer
            left = left - _refused(answer, left) if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY else set()
        raise AssertionError(f"{url} refuses something else each time: {answer.text}")


def hostile_world(world: World) -> World:
    """The same, with such a client."""
    world._http = HostileClient(timeout=30, limits=httpx.Limits(keepalive_expiry=2))
    return world


def _texts(value: Any, place: Place = ()) -> Iterator[Place]:
    if isinstance(value, str):
        yield place
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*place, number))


def _with_words(value: Any, places: set[Place], place: Place = ()) -> Any:
    if isinstance(value, Mapping):
        return {name: _with_words(inner, places, (*place, name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_words(inner, places, (*place, number)) for number, inner in enumerate(value)]
    return WORDS if place in places else value


def _refused(answer: httpx.Response, left: set[Place]) -> set[Place]:
    """Those that the answer names, or what stands within them; all, where it names none."""
    named = [tuple(each["field"].split(".")) for each in answer.json().get("errors", []) if each.get("field")]
    found = {place for place in left for name in named if tuple(map(str, place))[: len(name)] == name}
    return found or left


def ids_in(made: Json, *names: str) -> dict[str, str]:
    """Of what was made, by the names that pages give them in their addresses."""
    return {name: str(made["id"]) for name in names}
