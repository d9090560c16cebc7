"""Going live: drafts of the acts that a body adopts before its electronic office begins."""
