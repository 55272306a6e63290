"""For which local day the patient of an appointment has answered the form of the day."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None: nothing was answered ahead before."""
    answered = sa.Column(
        "day_form_on", sa.Date, nullable=True, comment="the local day whose form the patient has answered"
    )
    op.add_column("appointments", answered)
