"""Bank files: text and bytes to questions, and back."""
