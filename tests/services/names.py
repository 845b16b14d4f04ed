"""Names of what a test makes for itself on a shared server."""

import random
import string


def fresh(prefix: str) -> str:
    """Give a name that nobody else has; letters alone, because logs mask what could be a number."""
    return prefix + "".join(random.SystemRandom().choices(string.ascii_lowercase, k=12))
