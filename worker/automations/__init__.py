"""Automation rules: files that administrators edit become what happens next to a lead. README and REFERENCE are for them.

`language` is what can be written, `rules` what was compiled of it, `actions` what can be done, `running` the engine and its
waits, `trying` the same on a virtual clock. Imports `leads` and what is below it; never a handler, a store or a broker.
"""
