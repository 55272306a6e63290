"""``python -m services.console api|worker|migrate``."""

import sys

from pydantic import ValidationError

from chassis.run.main import main
from chassis.run.settings import missing_settings
from services.console.app import service
from services.console.settings import console_settings

try:
    console_settings()
except ValidationError as error:
    sys.exit(missing_settings(service.name, error))
main(service)
