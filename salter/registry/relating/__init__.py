"""Cases that have to do with each other, and cases that are conducted as one (decision 049)."""
