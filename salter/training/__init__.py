"""The room that teaches: practice offices, exercises graded by what was really done, and who has learnt what."""
