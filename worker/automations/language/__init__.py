"""What can be written in a rule: events, fields, operators, conditions, templates, working time, the index of matching.

Pure. Imports nothing else of the automations.
"""
