"""Attachments: the files that belong to a submission or a case (scans, photographs, recordings, office
documents).

A file is judged by what it holds, not by what it is called: ``file_types`` says which kinds are taken, how
large they may be and under which name they are shown; ``containers`` and ``plain_text`` look inside.
Programs, macros, web pages and drawings that can run script are refused, for the next person to open the
file sits in another organisation.

Table: ``attachments``. Commands: ``attachment.add`` (through ``storing.add_file``, which judges and seals first),
``attachment.download`` (logged; a POST, for reading leaves a record). The bytes lie sealed in the files folder
(``tenants.core.files``); ``storing.sweep`` removes what a crash left there without a row. Event: ``attachment.added``.
"""
