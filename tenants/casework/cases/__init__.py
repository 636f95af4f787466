"""The matter being handled: same persons, same facts and demand; owned by exactly one tenant at a time.

Tables: ``cases``, ``case_entries`` (what happened, as the unit and the petitioner may read it).
Commands: ``case.edit`` (title, category, class, summary; 409 with both texts), ``case.assign`` (to a unit and seat).
"""
