"""The benchmark: the worker against a hand-written per-message consumer and against a raw pipeline with the same I/O.

`python -m tests.bench` (or `make bench`) runs all three in turn, several rounds, on the same real servers.
"""
