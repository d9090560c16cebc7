"""Hearings: convened, summoned to, postponed, held with a record, or called off (decision 055)."""
