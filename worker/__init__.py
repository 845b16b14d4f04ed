"""The lead worker: every message about a person becomes one lead, with a history and events."""

__version__ = "0.1.0"
