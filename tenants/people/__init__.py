"""People who work here: accounts, seats (person x tenant x roles), sign-in, sessions, tokens.

Tables: ``accounts``, ``account_tenants``, ``login_sessions``, ``api_tokens`` (platform: a person signs in before any
tenant is known), ``seats`` (each tenant's own).
Commands: ``seat.open``, ``seat.change_roles``, ``seat.revoke``, ``token.create``, ``token.revoke``.
Events: ``seat.revoked`` (sockets of the seat are cut off).
``doors`` holds the lock of every staff page: sign-in, seat, wall.
"""
