"""What people look at: text cards."""
