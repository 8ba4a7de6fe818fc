"""Owns how many families of each holder a campaign should draw, and what that costs and buys."""
