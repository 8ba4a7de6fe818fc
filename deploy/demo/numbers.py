"""Owns the shapes that application numbers and work items have in the export."""

from __future__ import annotations

from typing import Final

_WORKING_GROUPS: Final = {"1": "04", "2": "01", "3": "02", "4": "03"}


def application_number(office: str, year: int, serial: int) -> str:
    """An application number in the shapes the export has; invented."""
    short = serial % 999_983
    match office:
        case "EP":
            return f"EP{year}{short % 899_981:07d}"
        case "US":
            return f"US{year}{(12 + (year - 2008) // 4) * 1_000_000 + short}"
        case "WO":
            return f"WO{year}{('JP', 'CN', 'KR', 'US', 'EP')[serial % 5]}{short % 99_991:05d}"
        case "JP":
            return f"JP{year}{short % 599_999:07d}{'T' if serial % 11 == 0 else ''}"
        case "CN":
            return f"CN{year}{8_000_000 + short}"
        case "BR":
            return f"BR{year}PI{short % 99_991:05d}"
        case "IN":
            return f"IN{year}KOLNP{short % 9_973}"
        case "HU":
            return f"HUE{year % 100:02d}{short % 999_983:06d}"
        case "ES" | "DK":
            return f"{office}{year}{short % 899_981:07d}T"
        case _:
            return f"{office}{year}{short:07d}"


def group_of(spec: str) -> str:
    """The group that keeps a specification, as it begins a work item reference: `TSGR-02`."""
    series, _, number = spec.partition(".")
    match series:
        case "24" | "29":
            return "TSGC-01" if series == "24" else "TSGC-04"
        case "22" | "23" | "26" | "33":
            return {"22": "TSGS-01", "23": "TSGS-02", "26": "TSGS-04", "33": "TSGS-03"}[series]
        case _:
            return f"TSGR-{_WORKING_GROUPS.get(number[0], '02')}"
