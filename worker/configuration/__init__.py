"""The administrator's files: read, checked with file, line and column, watched, handed over as one snapshot.

Imports `automations`, `account` and `schemas`; gives findings rather than errors, all of them in one pass.
"""
