"""``python -m services.booking api|worker|migrate``."""

from chassis.run import main
from services.booking.app import service

main(service)
