"""Tenants themselves: enterprises, government offices and secretariats, with seals and unit trees.

Tables: ``tenants`` (the public directory, platform), ``units`` (each tenant's own tree, three tiers).
Commands: ``unit.add``, ``unit.rename``, ``organisation.change_profile``, all the tenant administrator's. Opening a
tenant is the platform operator's act (``commands.open_tenant``), at the shell.
Events: ``unit.added``, ``unit.renamed``, ``organisation.profile_changed``.
"""
