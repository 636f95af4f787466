"""What a unit does with a case: note, accept with a written notice, answer, close.

Commands: ``case.note``, ``case.accept``, ``case.answer``, ``case.close``.
Events: ``case.noted``, ``case.accepted``, ``case.answered``, ``case.closed``.
"""
