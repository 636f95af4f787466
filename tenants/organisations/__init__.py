"""Tenants themselves: enterprises, government offices and secretariats, with seals and unit trees.

Tables: ``tenants`` (the public directory, platform), ``units`` (each tenant's own tree, three tiers).
Commands: ``organisation.open`` is the platform operator's; units are changed by the tenant's administrator.
"""
