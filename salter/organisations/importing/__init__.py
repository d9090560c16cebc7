"""Units and staff from a table: read within limits, every row judged before anything is written, then written."""
