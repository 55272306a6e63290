"""Two workers share these tests (decision 0142): a file, or a folder with one system for all of it, is one worker's.

What measures time is marked ``alone``: `make test` runs it when nothing else does.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a test says no group, it is in that of its file or folder: they start a system once.

    Whoever asks for a system first waits until it is built and stands, perhaps on a machine with other work.
    """
    for item in items:
        if HERE not in item.path.parents:
            continue
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).parts[0]))
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(900))
