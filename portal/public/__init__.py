"""The petitioner's own door: with a tracking code, on a telephone, without an account and without a script.

It has its own blueprint under ``/p``, its own cookie (half an hour, sealed, of no use elsewhere) and its own limits;
it never looks at a staff sign-in. It shows one matter: where it stands, who holds it, until when, under which article,
what was given to whom, and the papers that were served. Never internal notes, names of staff, or anybody's identity;
of an accusation only that it was received. It owns no table and changes nothing.
"""
