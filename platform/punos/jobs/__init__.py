"""Long work: queued in the transaction that asks for it, with progress that can be read."""
