"""`GET /ssi` on one's own machine: the documented call, answered from one's own log.

A client written against the hosted `/ssi` runs unchanged against this one. This room alone may
listen, on loopback unless told otherwise; it never connects out.

Read it in this order: `contract` (what is answered, as models), `watching` (the log behind the
answers, read again when its files change), `endpoints` (requests to answers), `listening` (the
socket and the server around them).
"""
