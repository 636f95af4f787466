"""Official papers: numbering per tenant, code and year; notices as texts (PDF and Word come with a later issue).

Tables: ``number_sequences`` (the last number of each code and year), ``documents`` (what was issued and served).
"""
