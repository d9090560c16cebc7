"""What an official notes for the record: official notes, and the log of who inspected the file (decision 042)."""
