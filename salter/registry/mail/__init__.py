"""E-mail as a door: fetched by IMAP, kept as it came, read, and put on the incoming shelf.

A message is kept and journalled before anything changes at its source, and fetched once: how far a mailbox was read is
kept by UIDVALIDITY and UID (decision 022).
"""
