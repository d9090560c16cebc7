"""One decision for several cases that are conducted as one; each case and party keeps what is its own."""
