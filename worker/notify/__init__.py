"""The role `notify`: everything that reads the queue `notifications`.

    notification ─▶ notices for the console ─▶ one target per address ─▶ claimed ─▶ sent ─▶ marked ─▶ acknowledged

`courier` decides per target, `mail` and `web` send, `guard` and `internet_addresses` say where to, `account_secrets` knows
the secrets. Imports the store's port and errors; `web` is one of the two places that know HTTP.
"""
