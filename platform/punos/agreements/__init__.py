"""What people agree to before they meet: ethical guidelines and the mentoring agreement, in versions."""
