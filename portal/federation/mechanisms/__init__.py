"""Tenants that agreed to work together: plant-locality linkage and mining-area conferences.

Tables: ``mechanisms`` (name, kind, charter), ``mechanism_members`` (the roster every member sees). The ticket that
lets a tenant read a mechanism's rows is ``mechanism_memberships`` in ``tenants.core.database``.
Membership alone opens no case.
"""
