"""What the end-to-end tests share: the program under test, and the far sides it talks to."""
