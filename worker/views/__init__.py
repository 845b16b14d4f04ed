"""Spaces and layouts: which lists people saved, for whom, and which fields a screen shows them.

`spaces` and `layouts` are pure: who sees one, who may change it, what it names that is no longer there; `columns` knows what
can be shown. What is asked of a store stands in `storage`. Imports access, finding, account and what is below.
"""
