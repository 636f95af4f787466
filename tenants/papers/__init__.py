"""Official papers: numbering per tenant, code and year; notices as texts (PDF and Word come with a later issue).

Tables: ``number_sequences`` (the last number of each code and year), ``documents`` (what was issued and served).
No commands of its own: ``numbering.next_number`` and ``issuing.issue_document`` are called inside the commands of the
rooms that issue papers, so that a number is given back when the act fails.
"""
