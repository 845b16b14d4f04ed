"""MongoDB, in one place: the only importer of Motor and PyMongo.

`mongo` connects and translates errors, `leads` is what the commit path reads and writes, the rest are look-ups by use.
Imports `leads` for the value, `commit` for what it writes, and errors.
"""
