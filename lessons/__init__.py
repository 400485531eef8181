"""Reading a Crisis: a classroom notebook kit on one news article."""

__version__ = "0.1.0"
