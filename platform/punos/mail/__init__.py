"""Mail: an outbox in the database, emptied by the worker."""
