"""Tenants that agreed to work together: plant-locality linkage and mining-area conferences.

Tables: ``mechanisms`` (name, kind, charter), ``mechanism_members`` (the roster every member sees, with who is
invited). The ticket that lets a tenant read a mechanism's rows is ``mechanism_memberships`` in
``tenants.core.database``; each tenant writes its own. Membership alone opens no case.
Commands: ``mechanism.found`` (by the first member, who names the others), ``mechanism.join`` (by each invited one).
Events: ``mechanism.founded``, ``mechanism.joined``.
"""
