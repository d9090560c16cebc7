"""What law sets apart among cases, and the pages that show it to who answers for it (decision 046)."""
