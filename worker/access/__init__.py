"""Who may do and see what: permissions, roles, principals. Pure; the edge asks, the store keeps.

Imports `account`, errors and `schemas`.
"""
