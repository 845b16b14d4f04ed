"""Read models for the command line (and later the API): what became of a message, a person's timeline, what reasons mean.

Pure, as plain values ready for JSON. Imports `leads` and what is below it; changes nothing.
"""
