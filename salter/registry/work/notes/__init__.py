"""What people of the office note for themselves at a case: ticklers, comments, tasks."""
