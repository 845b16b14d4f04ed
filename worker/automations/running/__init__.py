"""The engine: what fires, within which limits, who is chosen, what waits for later, and the trace of all of it.

Imports `actions`, `rules` and `language`; writes through the commit path that it is given.
"""
