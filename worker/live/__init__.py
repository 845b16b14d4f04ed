"""Live updates: what changed about leads, told to whoever looks at them while they do.

`changes` makes of an event what may be told, `feed` keeps who listens and what each of them is to be told, `following`
connects it with the broker while somebody listens. Imports finding, ports and what is below.
"""
