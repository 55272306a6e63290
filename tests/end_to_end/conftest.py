"""Two workers share these tests (decision 0142): a file, or a folder with one system for all of it, is one worker's.

What measures time is marked ``alone``: `make test` runs it when nothing else does.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a test says no group, it is in that of its file or folder: they start a system once."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).parts[0]))
