"""Facts that sources contradict each other about."""
