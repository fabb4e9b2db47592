"""Pages of the frame itself: the front page, languages, cookies, looks, health."""
