"""The suite on other days than today: a test, or data, that only holds for a while is found before its time is over."""
