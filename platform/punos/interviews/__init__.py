"""Interviews with applicants: times to choose from, and what the interviewer thought."""
