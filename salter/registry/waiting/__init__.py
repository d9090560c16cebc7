"""What a case waits for, and of whom. Waiting is not interruption: only some waits rest the procedure."""
