"""What was asked at the start, the midterm, the end and afterwards, and what was answered."""
