"""Owns documents that people rest their words on: uploaded, kept byte for byte, and read by whom they are for."""
