"""Owns exports: the register as files, each a snapshot of one edition."""
