"""``python -m services.inventory api|worker|migrate``."""

from chassis.run.main import main
from services.inventory.app import service

main(service)
