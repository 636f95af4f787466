"""People who work here: accounts, seats (person x tenant x roles), sign-in, sessions, tokens.

Tables: ``accounts``, ``account_tenants``, ``login_sessions``, ``api_tokens`` (platform: a person signs in before any
tenant is known), ``seats`` (each tenant's own).
Commands: ``seat.open``, ``seat.change_roles``, ``seat.revoke``, ``seat.reset_password``, ``token.create``,
``token.revoke``. Signing in and out, and one's own password, are no commands: they are of no tenant (``sign_in``).
Events: ``seat.opened``, ``seat.changed``, ``seat.revoked``.
Slots: ``seat.counts`` (what waits for a seat, on the chooser), ``public.door`` (the petitioners' entrance).
``doors`` holds the lock of every staff page and API resource: sign-in or token, seat, wall. ``seen`` notes who is
there without a write; ``attempts`` slows guessing down.
"""
