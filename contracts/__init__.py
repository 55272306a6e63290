"""Events, topics and shared codes: all that two services know of each other."""
