"""The tests of the lead worker."""
