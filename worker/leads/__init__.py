"""The law of a lead, pure: what contacts and commands change, how two leads join and part, what history says of it.

`lead` is the value, `fold` applies a contact, `commands` a decision, `join` and `separate` merge and unmerge,
`history_chain` seals entries. Imports `identity` and what is below it; knows no store, broker or clock.
"""
