"""Owns evidence as one file that an outsider verifies offline: bundles of log entries and documents, and timestamps."""

from shared.evidence.bundle import (
    Bundle,
    BundledDocument,
    BundledEntry,
    BundledFigure,
    Finding,
    make_bundle,
    verify_bundle,
)

__all__ = ["Bundle", "BundledDocument", "BundledEntry", "BundledFigure", "Finding", "make_bundle", "verify_bundle"]
