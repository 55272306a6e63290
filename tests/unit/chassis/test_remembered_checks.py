"""What a check costs is paid once for a content, and never answered for another one."""

from collections.abc import Iterable

from chassis.reference.documents import Document, Problem
from chassis.reference.kinds import REMEMBERED_CHECKS, Companions, Kind, Reference
from chassis.reference.written import Content


class Step(Document):
    """A step of so many centimetres."""

    size: int


def test_a_content_is_checked_once_each_other_content_for_itself_and_only_so_many_are_remembered() -> None:
    looked_at: list[int] = []

    def problems(step: Step) -> Iterable[Problem]:
        looked_at.append(step.size)
        return [Problem("size", f"{step.size} is too large.")] if step.size > 2 else []

    kind, reference = Kind("steps", Step, "How far.", problems=problems), Reference()
    companions: Companions = {}

    def check(size: int) -> list[Problem]:
        return reference.check(kind, Content("A step", {"size": size}, {}), companions)

    assert [check(1), check(3), check(1), check(3)] == [[], [Problem("size", "3 is too large.")]] * 2
    assert looked_at == [1, 3]
    for size in range(10, 10 + REMEMBERED_CHECKS):
        check(size)
    assert check(1) == []
    assert looked_at.count(1) == 2
