"""Where paper cases lie, and who has borrowed them: shelves, boxes, places, slips (decision 045)."""
