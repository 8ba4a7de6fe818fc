"""Owns patent pools: programmes, lists of patents, disclosures, overlap."""
