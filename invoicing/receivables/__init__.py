"""What customers owe, worked out from plain values."""
