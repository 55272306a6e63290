"""Two workers share these tests (decision 0142): a file is one worker's, and so are all tests on containers.

What measures time is marked ``alone``: `make test` runs it when nothing else does.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FIRST = (
    "containers/test_rehearsal.py",
    "containers/test_scaling.py",
    "test_story.py",
    "test_processes.py",
    "test_up.py",
    "console/test_every_page.py",
)
"""They take longest: begun last, each would keep one worker while the other has nothing left to do."""


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a test says no group, it is in that of its file, which starts a system once.

    Whoever asks for a system first waits until it is built and stands, perhaps on a machine with other work.
    """
    items.sort(key=_turn)
    for item in items:
        if HERE not in item.path.parents:
            continue
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).as_posix()))
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(900))


def _turn(item: pytest.Item) -> int:
    """Tests of other folders stay where they are, before these."""
    if HERE not in item.path.parents:
        return -1
    file = item.path.relative_to(HERE).as_posix()
    return FIRST.index(file) if file in FIRST else len(FIRST)
