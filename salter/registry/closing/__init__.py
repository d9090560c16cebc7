"""After a case was put away: its retention is settled, it is opened again (decision 045)."""
