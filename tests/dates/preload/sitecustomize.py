"""Every Python process of a run on another date imports this first: `time.sleep` without clock_nanosleep.

Python has called clock_nanosleep since 3.11, and libfaketime 0.9.10 makes it fail (EINVAL) when it leaves the monotonic
clock alone, which it must do so that waits take as long as they should.
"""

import threading
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex) -> None:
    """As `time.sleep`, by a lock that nobody releases."""
    wanted = float(seconds)
    if wanted < 0:
        raise ValueError("sleep length must be non-negative")
    lock = threading.Lock()
    lock.acquire()
    if wanted:
        lock.acquire(timeout=wanted)


time.sleep = sleep
