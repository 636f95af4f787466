"""The matter being handled: same persons, same facts and demand; owned by exactly one tenant at a time.

Tables: ``cases``, ``case_entries`` (what happened, as the unit and the petitioner may read it).
Commands: ``case.edit`` (title, summary, category, class, place; 409 with both texts), ``case.assign`` (unit and seat).
Who may see a case is decided in ``queries.visible_to`` alone; accusations exist for confidential officers only.
What every act does besides its own change (lock, state, course, due date) is in ``course``.
Slots of the case page, filled by rooms that casework does not know: ``case.actions``, ``case.side``, ``case.demand``
(HTML); ``case.tabs``, ``case.timeline``, ``case.ruler``, ``case.subjects``, ``case.files``, ``case.readings`` (data,
described where ``page``, ``timeline`` and ``clocks`` collect them).
"""
