"""Papers and spreadsheets as files. Heavy: only the worker loads this."""
