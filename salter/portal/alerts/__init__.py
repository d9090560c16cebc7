"""Short notices by e-mail when something happens with a case: chosen and stopped by the person, never a delivery."""
