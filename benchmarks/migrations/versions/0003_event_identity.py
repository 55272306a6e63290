"""An event is known by its source and its id; records that are not believed are set aside with a reason."""

from chassis.data.migrations import add_event_identity

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The chassis' own tables."""
    add_event_identity("booking")
