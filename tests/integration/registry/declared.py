"""Owns complete declarations of every form, for tests to send whole or to take something out of."""

from __future__ import annotations

import copy
from typing import Any

CONTACT: dict[str, Any] = {"name": "IP Licensing", "email": "licensing@example.com"}
SIGNATURE: dict[str, Any] = {"name": "Ada Example", "date": {"year": 2024, "month": 3, "day": 15}}
PATENT: dict[str, Any] = {"office": "EP", "applicationNumber": "EP20190000777", "publications": ["EP3777001 B1"]}
ENTRY: dict[str, Any] = {
    "standards": [
        {"standard": "3GPP TS 38.211", "version": "15.2.0", "illustrativePart": "7.4.1", "generations": ["5G"]}
    ],
    "basisPatent": PATENT,
    "familyMembers": [{"office": "US", "publications": ["US10777001 B2"]}],
}

FORMS: dict[str, dict[str, Any]] = {
    "etsiDetailed": {
        "etsiDetailed": {
            "belief": True,
            "proprietor": True,
            "undertaking": True,
            "reciprocity": False,
            "entries": [ENTRY],
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "etsiGeneral": {
        "etsiGeneral": {
            "scope": "DECLARATION_SCOPE_PROJECTS",
            "projects": ["LTE"],
            "ownContributionsOnly": False,
            "undertaking": True,
            "reciprocity": True,
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "commonPatentPolicy": {
        "commonPatentPolicy": {
            "documentType": "POLICY_DOCUMENT_TYPE_ITU_T",
            "documentNumber": "ITU-T H.265",
            "documentTitle": "High efficiency video coding",
            "option": "LICENSING_OPTION_3",
            "patents": [
                {
                    "publications": ["US9000777 B2"],
                    "affectedPortions": "clause 8.5.3",
                    "claims": "claims 1 to 4: merged motion candidates",
                }
            ],
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "ieeeLetter": {
        "ieeeLetter": {
            "standardNumber": "IEEE 802.11ax",
            "standardTitle": "High efficiency WLAN",
            "position": "IEEE_POSITION_REASONABLE_RATE",
            "notToExceed": {"percent": {"value": "0.5"}, "basis": "net selling price"},
            "reciprocity": False,
            "acceptanceDate": {"year": 2024, "month": 4, "day": 2},
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "ietfDisclosure": {
        "ietfDisclosure": {
            "type": "IETF_DISCLOSURE_TYPE_HOLDER",
            "documents": [{"standard": "draft-example-quic-lossbits-03"}, {"standard": "RFC 9000"}],
            "patents": [
                {"publications": ["US10888001 B2"], "entry": 1},
                {"publications": ["EP3888001 B1"], "entry": 1},
            ],
            "licensing": "IETF_LICENSING_REASONABLE",
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "blanket": {
        "blanket": {
            "scope": "DECLARATION_SCOPE_ALL",
            "organization": "ETSI",
            "terms": "BLANKET_TERMS_FRAND",
            "irrevocable": True,
            "futurePatents": True,
        },
        "contact": CONTACT,
        "signature": SIGNATURE,
    },
    "thirdParty": {
        "thirdParty": {
            "proprietor": "Example Radio Oy",
            "grounds": "Claim 1 reads on clause 7.4.1 of TS 38.211.",
            "entries": [ENTRY],
        },
    },
    "negative": {
        "negative": {
            "standards": [{"standard": "3GPP TS 38.211"}],
            "inquiryMade": True,
            "inquiry": "Asked the contributors to RAN1 and searched the portfolio.",
            "inquiryDate": {"year": 2024, "month": 3, "day": 1},
        },
        "signature": SIGNATURE,
    },
}
"""One complete declaration of each form, as JSON."""


def form(name: str, **changes: Any) -> dict[str, Any]:
    """A complete form with other values in its inner part; None takes a field out."""
    made = copy.deepcopy(FORMS[name])
    for field, value in changes.items():
        if value is None:
            made[name].pop(field, None)
        else:
            made[name][field] = value
    return made


def without(made: dict[str, Any], path: str) -> dict[str, Any]:
    """The form without the field at a path such as `etsiDetailed.entries.0.basisPatent`."""
    changed = copy.deepcopy(made)
    *parents, last = path.split(".")
    inner: Any = changed
    for step in parents:
        inner = inner[int(step) if step.isdigit() else step]
    del inner[int(last) if last.isdigit() else last]
    return changed
