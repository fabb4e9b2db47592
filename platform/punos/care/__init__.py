"""What keeps a pair going: reminders, the fit check, pauses, and an end before time."""
