"""Owns the holders of the demonstration: invented companies, how they spell themselves, how much each declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DemoHolder:
    """An invented company.

    Attributes:
        name: the spelling it uses most.
        other_spellings: spellings that occur beside it in its declarations.
        office: two letters of the office where it files first.
        names_versions: whether it declares against versions of a specification, or against the specification alone.
            In the real export the habit belongs to the declarant: some name versions in 0.2 % of rows, some in 99 %.
    """

    name: str
    other_spellings: tuple[str, ...]
    office: str
    names_versions: bool


def _holder(name: str, office: str, *other_spellings: str, names_versions: bool = False) -> DemoHolder:
    return DemoHolder(name, other_spellings, office, names_versions)


HOLDERS: Final = (
    _holder(
        "Qinghe Meridian Communications Co., Ltd.", "CN", "Qinghe Meridian Communications Co Ltd", "QINGHE MERIDIAN"
    ),
    _holder("Haneul Daegang Electronics Co., Ltd.", "KR", "Haneul Daegang Electronics Co Ltd"),
    _holder("Tianshu Fengyun Technology Corporation", "CN", "Tianshu Fengyun Technology Corp"),
    _holder("Palomarin Wireless Incorporated", "US", "PALOMARIN WIRELESS Inc", "Palomarin Wireless, Inc."),
    _holder("Björkdalen Telekom AB", "EP", "Bjorkdalen Telekom AB", names_versions=True),
    _holder("Saimaanlahti Verkot Oy", "EP", "Saimaanlahti Networks Oy", "Saimaanlahti Technologies Oy"),
    _holder("Minamikaze Tsushin Corporation", "JP", "Minamikaze Tsushin Corp", names_versions=True),
    _holder("Lanhai Xingtu Mobile Co., Ltd.", "CN"),
    _holder("Orchardgate Devices Inc.", "US", "Orchardgate Devices, Inc."),
    _holder("Seorabeol Display & Radio Inc.", "KR", "Seorabeol Display and Radio Inc"),
    _holder("Yunling Academy of Radio Research (YARR)", "CN", "YARR(Yunling)", "Yunling Academy of Radio Research"),
    _holder(
        "Kirishima Denki K.K.", "JP", "Kirishima Denki KK", "KIRISHIMA DENKI Kabushiki Kaisha", names_versions=True
    ),
    _holder("Institut Brennfeld für Funktechnik e.V.", "EP", "Institut Brennfeld fuer Funktechnik eV"),
    _holder("Hexavale Semiconductors Corporation", "US", "Hexavale Semiconductors Corp"),
    _holder("Weishan Handset Software Co., Ltd.", "CN", "Weishan Handset Software Co Ltd"),
    _holder("Inter-Relay Patent Holdings, Inc.", "US", "InterRelay Patent Holdings Inc", "InterRelay Technology Corp"),
    _holder("Taoyang Silicon Incorporated", "TW", "Taoyang Silicon Inc"),
    _holder("Aoyama Keiki Group Corporation", "JP", "Aoyama Keiki Corporation", names_versions=True),
    _holder("Calderoux Télécommunications SA", "EP", "Calderoux Telecommunications", "CALDEROUX-TÉLÉCOMMUNICATIONS"),
    _holder("Northfell Research in Radio Ltd", "CA", "Northfell Research in Radio Limited"),
    _holder("Wonju Standards Laboratory Inc.", "KR", "WONJU STANDARDS LABORATORY INC"),
    _holder("Asterholm Labs LLC", "US"),
    _holder("Hozugawa Seisakusho Ltd.", "JP", "Hozugawa Seisakusho Limited", names_versions=True),
    _holder("Zhulin Spectrum (Suzhou) Co., Ltd.", "CN", "Zhulin Spectrum (Suzhou) Co Ltd"),
    _holder("Feilong Baseband Corporation", "CN", names_versions=True),
    _holder("Electronics Institute of Gyeryong", "KR", "Electronics and Radio Institute of Gyeryong"),
    _holder("Dunmorrow Mobility, Inc.", "US", "Dunmorrow Mobility Inc"),
    _holder("Shirakaba Musen Corporation", "JP", "Shirakaba Musen Corp"),
    _holder("Grauwasser Nachrichtentechnik AG", "EP", "Grauwasser Nachrichtentechnik Aktiengesellschaft"),
    _holder("Polderlicht Elektronica N.V.", "EP", "Polderlicht Elektronica NV", names_versions=True),
    _holder("Tamarack Innovation Company Limited", "US"),
    _holder("Hualien Computer Inc.", "TW", "Hualien Computer Incorporated"),
    _holder("Rosmarin Opérateur Mobile SA", "EP", "Rosmarin Operateur Mobile"),
    _holder("Deltavale Technology Lab Co., Ltd.", "KR", "Deltavale Technology Lab Co Ltd"),
    _holder("Pico Sierra Networks LLC", "US"),
    _holder("Kangding Terminal Co., Ltd.", "CN", "Kangding Terminal Co Ltd"),
    _holder("Vestmark Mobil Drift A/S", "EP", "Vestmark Mobil Drift AS", names_versions=True),
    _holder("Sumeragi Jidosha Corporation", "JP"),
    _holder("Lichtenau Rundfunk Forschungs GmbH", "EP", "Lichtenau Rundfunk Forschungs-GmbH"),
    _holder("Harbourline Telephone Corporation", "US", "Harbourline Telephone Corp"),
    _holder("Ilmenhof Automotive SE", "EP"),
    _holder("Bexley Fenwick Semiconductors plc", "EP", "Bexley Fenwick Semiconductors PLC"),
    _holder("Okhta Radio Systems JSC", "RU", "OKHTA RADIO SYSTEMS"),
    _holder("Nilgiri Wireless Labs Private Limited", "IN", "Nilgiri Wireless Labs Pvt Ltd"),
    _holder("Sete Cidades Comunicações S.A.", "BR", "Sete Cidades Comunicacoes SA"),
    _holder("Universität Falkenried", "EP", "Universitaet Falkenried", "University of Falkenried"),
    _holder("Copperwing Ventures LLC", "US", "Copperwing Ventures, LLC"),
    _holder("Marlowe Optic & Radio Licensing Ltd", "EP", "Marlowe Optic and Radio Licensing Limited"),
)
"""In the order of their size, the largest first."""

JOINT_DECLARANTS: Final = (
    "Calderoux Télécommunications SA and Calderoux Télécommunications Zhulin Co., Ltd.",
    "Electronics Institute of Gyeryong; Haneul Daegang Electronics Co., Ltd.",
)
"""Two holders in one name, as it happens in declarations."""

_HOLDER_OF: Final = {
    **{spelling: holder.name for holder in HOLDERS for spelling in (holder.name, *holder.other_spellings)},
    JOINT_DECLARANTS[0]: "Calderoux Télécommunications SA",
    JOINT_DECLARANTS[1]: "Electronics Institute of Gyeryong",
}


def holder_of(declarant: str) -> str:
    """The holder behind a spelling (the first of joint declarants); the spelling itself if it is none of the demo's."""
    return _HOLDER_OF.get(declarant, declarant)
