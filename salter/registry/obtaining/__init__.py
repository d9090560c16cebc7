"""Data ex officio: what the body obtains itself from official records, of whom, when, and what came (decision 042)."""
