"""What the petitioner is told of a matter's course: which steps it went through, who has it, by when comes what.

One telling for two pages: the petitioner's own, and the card on the staff's case page that shows what the petitioner
sees. The federation says through the slot ``petitioner.envelopes`` (case) to whom the matter was given. No tables, no
commands.
"""
