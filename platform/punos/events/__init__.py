"""Events: what happened, written with the fact itself; plugins live on them."""
