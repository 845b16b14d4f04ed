"""Why a list cannot be imported at all; what is wrong with one row is a `RefusedError`."""

from worker.errors import LeadWorkerError


class UnreadableListError(LeadWorkerError):
    """The file cannot be read as a list; nothing of it was imported."""


class ListChangedError(LeadWorkerError):
    """The file was changed while it was read; run the import again on a file that rests."""
