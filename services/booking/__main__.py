"""``python -m services.booking api|worker|migrate``."""

from chassis.run.main import main
from services.booking.app import service

main(service)
