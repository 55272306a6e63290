"""What garbage collections look at once a process serves."""

import gc

from chassis.run.memory import keep_what_is_loaded


def test_what_is_loaded_is_left_out_and_what_comes_later_is_collected() -> None:
    loaded = len(gc.get_objects())
    keep_what_is_loaded()
    try:
        assert len(gc.get_objects()) < loaded / 100
        circle: list[object] = []
        circle.append(circle)
        del circle
        assert gc.collect() >= 1
    finally:
        gc.unfreeze()
