"""Rules without effects: rehearsals on a virtual clock, expectations, replays of what was recorded.

Imports everything else of the automations; what it plays is what `running` would do.
"""
