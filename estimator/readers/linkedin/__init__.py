"""LinkedIn's own data export, in whatever state it reached its owner, as a log of activity.

    archive (where the files are; titles, kinds: what they are) -> batch (a file as columns of
    numbers; records, timestamps, fields) -> shelf (all of them) -> joining (whose they are,
    invitations joined: network; conversations in order: messages) -> acts (rows),
    findings (notes) -> export (the outcome and its coverage)

Texts and names stay in memory while a file is read; the log is about the owner alone.

What a row says, where the files leave a choice:

- An acceptance stands on the day of the connection, an answer on the day it came. Invitations
  and acceptances are those of the 180 days before an archive, all of them: at a steady pace their
  flows give the true rate. `decided` marks those sent 14 days or more before it, for a rate that
  newer ones do not lower.
- `opening` marks the message that began a conversation of two, and the first of a run of messages
  that waits for an answer. A conversation that the owner began is a `conversation_begun`, too, and
  one that was answered a `message_replied`: the rate of responses is of these.
- An opening message with a subject to someone not yet connected is InMail, not a message too.
- A share of a LinkedIn post is a repost, a share in a group is group activity; neither is a post.
- The profile an archive shows holds since the first day of any file; no file dates its sections.
"""
