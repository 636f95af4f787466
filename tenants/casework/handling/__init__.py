"""What a unit does with a case: note, accept with a written notice, answer, close after the three gates.

Commands: ``case.note``, ``case.accept``, ``case.answer``, ``case.close``. ``accept_case`` and ``answer_case`` do the
same inside another room's command. ``document.address`` gives the clear name for the copy of a paper that is served,
and is logged as a reading.
Events: ``case.noted``, ``case.accepted``, ``case.answered``, ``case.closed``.
Slots, called inside the same transaction: ``case.accepted``, ``case.answered`` (context, case, document).
"""
