"""Pages of the administrator: units, staff, mandates, functions, data of the office; and links that set passwords."""
