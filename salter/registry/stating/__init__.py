"""The statement of a party before a decision against it: called, noted, or left out and why (decision 042)."""
