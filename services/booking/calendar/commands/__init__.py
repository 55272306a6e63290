"""One transaction each: load, decide in domain/, store, publish."""
