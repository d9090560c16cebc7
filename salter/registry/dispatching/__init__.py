"""What became of letters: results, what is done with those that did not arrive, what a result means in law."""
