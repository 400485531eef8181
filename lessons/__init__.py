"""Reading a Crisis: a classroom notebook kit on one news article."""
