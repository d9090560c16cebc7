"""Disposal of what has expired: proposed, reviewed, approved by the public archive, destroyed, and recorded."""
