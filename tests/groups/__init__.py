"""Groups: members who come and go, meetings with a plan, and the pages about them."""
