"""``python -m services.notifications api|worker|migrate``."""

from chassis.run import main
from services.notifications.app import service

main(service)
