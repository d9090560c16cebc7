"""This room keeps no rows; the module makes Django send `post_migrate` for it."""
