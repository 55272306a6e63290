"""``python -m services.screening api|worker|migrate``."""

from chassis.run.main import main
from services.screening.app import service

main(service)
