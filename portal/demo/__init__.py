"""The demo world: the fictional mining area 岚阳, its organisations, people and a year of matters.

Content only, as plain values: ``organisations`` (tenants, unit trees, mechanisms), ``people`` (sign-ins and seats),
``texts`` (what people write and how offices answer), ``matters`` (a year of matters, dated back from a given day).
Every person, place, number and message is invented; the same day and seed always give the same world.
Accusations are left out: they live in a vault that no list, search or envelope may show.
"""
