"""What people ask booking to do. One transaction each: load, decide in domain/, store, publish."""
