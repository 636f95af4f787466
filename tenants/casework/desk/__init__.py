"""My desk: what this organisation must do today, by whom it waits for others, and what is due this week.

Nothing is kept here: duties come from the ledger of obligations, cases from their room. Other rooms add to the page
through the slots ``desk.counters`` (data for a counter card), ``desk.main`` and ``desk.side`` (ready blocks), and tell
by ``subject.url`` where a duty about something of theirs is done.
"""
