"""The one write path: contacts and commands in, one compare-and-set per lead, history, events, receipts out.

`plan` is its pure heart, `path` carries a batch through, `outbox` finishes what a commit began, `announcements` makes the
events, `key_lanes` keeps two batches of a process off one lead. Imports `leads` and the ports; never a driver.
"""
