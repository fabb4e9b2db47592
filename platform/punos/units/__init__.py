"""Units: branches of an association; a contact person sees only their own."""
