from chassis.data.migrations import run_environment
from services.booking.tables import metadata

run_environment(metadata)
