"""Import of lists: a CSV file, read strictly and in a stream, becomes the contacts of a campaign, row by row.

file -> bytes (`census`, `encodings`) -> records (`records`, `layout`) -> rows (`source`) -> contacts -> one of three
sinks: the commit path, a rehearsal that only looks, or the queue `broadcast-campaign`.
"""
