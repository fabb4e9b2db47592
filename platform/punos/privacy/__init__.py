"""What is kept about people, why and how long: shown, taken out, erased, and held back."""
