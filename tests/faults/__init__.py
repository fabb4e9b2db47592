"""Things that go away while somebody is at work: the database, a web process, the worker."""
