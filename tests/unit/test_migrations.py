"""The migrations of a service are one line: two branches that met without a conflict would leave two ends."""

import pytest
from alembic.script import ScriptDirectory

from chassis.data.migrations import _config
from needlepoint.services import SERVICE_NAMES, load


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_every_migration_follows_the_one_whose_number_is_one_less(name: str) -> None:
    scripts = ScriptDirectory.from_config(_config(load(name).migrations))
    line = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    assert line == [f"{number:04}" for number in range(1, len(line) + 1)]
    assert scripts.get_heads() == [line[-1]]
