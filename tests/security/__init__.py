"""What an attacker would try, through the front door."""
