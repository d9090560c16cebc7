"""Who has which work: giving cases to units and people, many at once, and what comes of it."""
