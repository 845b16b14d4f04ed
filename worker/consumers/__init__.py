"""Taking and settling: the lanes of the queues, and what becomes of a message that failed.

`lane` is what all of them do; `sources`, `events` and `notifications` are the lanes; `failure_headers` and `dead_letters`
are about what was refused. Imports `commit`, `notify`, `automations` and `handlers` and what is below them; never a driver.
"""
