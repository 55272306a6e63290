"""``python -m services.notifications api|worker|migrate``."""

import sys

from chassis.run.main import main
from services.notifications.app import service
from services.notifications.settings.check import check_settings

try:
    check_settings()
except ValueError as error:
    sys.exit(str(error))
main(service)
