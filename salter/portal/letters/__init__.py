"""Writing to the body in free words: from the portal, or in answer to a letter in the mailbox.

A letter is kept while it is written. Sent, it lies on the incoming shelf as any paper that came by a door that nobody
stands at: a clerk decides what becomes of it, and its writer sees that.
"""
