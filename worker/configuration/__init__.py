"""The administrator's files: read, checked with file, line and column, watched, handed over as one snapshot."""
