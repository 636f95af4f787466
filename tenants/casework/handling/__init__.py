"""What a unit does with a case: note, accept with a written notice, answer, close after the three gates.

Commands: ``case.note``, ``case.accept``, ``case.answer``, ``case.close``. ``accept_case`` and ``answer_case`` do the
same inside another room's command.
Events: ``case.noted``, ``case.accepted``, ``case.answered``, ``case.closed``.
Slots, called inside the same transaction: ``case.accepted``, ``case.answered`` (context, case, document).
"""
