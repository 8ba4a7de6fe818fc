"""Owns the codes of patent offices (WIPO ST.3) and what offices have in common."""

from __future__ import annotations

from typing import Final

OFFICES: Final = frozenset(
    """
    AD AE AF AG AI AL AM AN AO AP AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BQ BR BS BT BV BW BX BY
    BZ CA CD CF CG CH CI CK CL CM CN CO CR CS CU CV CW CY CZ DD DE DJ DK DL DM DO DZ EA EC EE EG EH EM EP ER
    ES ET FI FJ FK FO FR GA GB GC GD GE GG GH GI GL GM GN GQ GR GS GT GW GY HK HN HR HT HU IB ID IE IL IM IN
    IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG
    MK ML MM MN MO MP MR MS MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OA OM PA PE PG PH PK PL PT PW PY
    QA QZ RH RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SU SV SX SY SZ TC TD TG TH TJ TL TM
    TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VN VU WO WS XN XV XX YD YE YU ZA ZM ZR ZW
    """.split()  # noqa: SIM905 as a list it would be a page
)
"""Codes of ST.3, those of former states and offices included, since old priorities carry them."""

REGIONAL: Final = frozenset(("EP", "AP", "EA", "OA", "GC"))
"""Offices whose patents take effect in several states, so that a national part can be named after them."""

EPC_STATES: Final = frozenset(
    """
    AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC ME MK MT NL NO PL PT RO RS SE
    SI SK SM TR
    """.split()  # noqa: SIM905 as a list it would be a page
)
"""States in which a European patent can take effect."""

SAME_NUMBER: Final = frozenset(("DK", "LT", "NO", "PL", "PT", "SI"))

"""States that publish a European patent's translation (kind T…) under the European number itself."""

PUBLISHED_AS_FILED: Final = frozenset(("AU", "BR", "CA", "DE", "IL", "IN", "MX", "NZ", "PH", "RU", "SG", "TR", "ZA"))
"""Offices that publish an application, and often the patent, under the number of the application."""
