"""Removing files that a crash left without the row that would name them: attachments, and copies in envelopes.

Done before the server starts and by housekeeping. What is younger than an hour may belong to work in hand and stays.
"""

from portal.federation.referrals import envelope_files
from tenants.casework.attachments import storing


def sweep() -> list[str]:
    """Remove what belongs to nothing in the bound tenant's folders; returns the names."""
    return [*storing.sweep(), *envelope_files.sweep()]
