"""The role `notify`: everything that reads the queue `notifications`.

    notification ─▶ notices for the console ─▶ one target per address ─▶ claimed ─▶ sent ─▶ marked ─▶ acknowledged

`lane` settles, `delivery` decides per target, `mail` and `web` send, `guard` and `addresses` say where to, `secrecy`
knows the secrets.
"""
