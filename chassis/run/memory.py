"""What garbage collections look at."""

import gc


def keep_what_is_loaded() -> None:
    """Leave what is loaded by now out of garbage collections: modules, routes and schemas live as long as the process.

    A full collection over them, some 200,000 objects, holds everything up for a quarter of a second. To be called once,
    when a process is ready to serve; what becomes garbage after that is collected as ever.
    """
    gc.collect()
    gc.freeze()
