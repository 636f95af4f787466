"""Obligations: who must do what for whom, since when, until when, under which article.

Every deadline of the product is one row of this room's ledger; every overdue list, reminder and percentage is
a query over it. Three parts need no database and no web framework, and are read first:

* ``rules``: the deadline rules as data, each with its article, debtor, creditor and document;
* ``calendar``: which day is a working day, and why; ``calendar_data`` holds the yearly official notices;
* ``deadlines``: ``compute`` turns a rule and a start day into dates and explains every day on the way.

``words`` turns the reason codes of these parts into sentences.
"""
