"""What a scenario may say of links, and how it becomes records."""
