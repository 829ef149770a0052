"""What people look at: text cards, comparisons as text, figures."""
