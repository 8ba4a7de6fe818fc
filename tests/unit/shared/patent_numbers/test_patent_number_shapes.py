"""Patent numbers in the shapes that real files have them in, one by one, and why other texts are none."""

from __future__ import annotations

import pytest

from shared.patent_numbers import (
    Confidence,
    NumberKind,
    PatentNumber,
    Reason,
    Unreadable,
    lookup_keys,
    match_key,
    officeless_keys,
    read_number,
    read_numbers,
)

EXACT, LIKELY, GUESSED = Confidence.EXACT, Confidence.LIKELY, Confidence.GUESSED
APPLICATION, PUBLICATION = NumberKind.APPLICATION, NumberKind.PUBLICATION


def read(text: str, office: str | None = None, kind: NumberKind | None = None) -> PatentNumber:
    number = read_number(text, office=office, kind=kind)
    assert isinstance(number, PatentNumber), number
    return number


@pytest.mark.parametrize(
    ("text", "office", "docdb", "epodoc", "kind", "year", "confidence"),
    [
        ("EP20060711571", None, "EP.06711571.A", "EP20060711571", "APPLICATION", 2006, EXACT),
        ("EP06711571.5", None, "EP.06711571.A", "EP20060711571", "APPLICATION", 2006, EXACT),
        ("EP19990203729", None, "EP.99203729.A", "EP19990203729", "APPLICATION", 1999, EXACT),
        ("US201314759257", None, "US.201314759257.A", "US201314759257", "APPLICATION", 2013, EXACT),
        ("US14/759,257", None, "US.14/759257.A", "US14/759257", "APPLICATION", None, LIKELY),
        ("12/366384", "US UNITED STATES", "US.12/366384.A", "US12/366384", "APPLICATION", None, LIKELY),
        ("US20040023667", None, "US.2366704.A", "US20040023667", "APPLICATION", 2004, EXACT),
        ("US200812366384", None, "US.36638408.A", "US20080366384", "APPLICATION", 2008, LIKELY),
        ("US20070015401P", None, "US.1540107.P", "US20070015401P", "PROVISIONAL", 2007, EXACT),
        ("US201161492321P", None, "US.201161492321.P", "US201161492321P", "PROVISIONAL", 2011, EXACT),
        ("WO2006JP300226", None, "JP.2006300226.W", "WO2006JP300226", "PCT_APPLICATION", 2006, EXACT),
        ("WO2006JP00226", None, "JP.2006000226.W", "WO2006JP00226", "PCT_APPLICATION", 2006, EXACT),
        ("PCT/JP99/01234", None, "JP.9901234.W", "WO1999JP01234", "PCT_APPLICATION", 1999, EXACT),
        ("BR2006PI09582", None, "BR.PI0609582.A", "BR2006PI09582", "APPLICATION", 2006, EXACT),
        ("BR20151105053", None, "BR.112015005053.A", "BR20151105053", "APPLICATION", 2015, EXACT),
        ("JP20060552944T", None, "JP.2006552944.T", "JP20060552944T", "APPLICATION", 2006, EXACT),
        ("2010-026700", "JP JAPAN", "JP.2010026700.A", "JP20100026700", "APPLICATION", 2010, LIKELY),
        ("H07-000397", "JP JAPAN", "JP.39795.A", "JP19950000397", "APPLICATION", 1995, LIKELY),
        ("JP S63-012345", None, "JP.1234588.A", "JP19880012345", "APPLICATION", 1988, EXACT),
        ("JP R02-012345", None, "JP.2020012345.A", "JP20200012345", "APPLICATION", 2020, EXACT),
        ("IN2015KOLNP600", None, "IN.600KOLNP2015.A", "IN2015KOLNP600", "APPLICATION", 2015, EXACT),
        ("CN2006809581", None, "CN.200680009581.A", "CN2006809581", "APPLICATION", 2006, EXACT),
        ("CN20068002116", None, "CN.200680002116.A", "CN2006802116", "APPLICATION", 2006, EXACT),
        ("CN201810153756", None, "CN.201810153756.A", "CN201810153756", "APPLICATION", 2018, EXACT),
        ("CN2008801327719", None, "CN.200880132771.A", "CN20088132771", "APPLICATION", 2008, LIKELY),
        ("HUE06002248", None, "HU.E06002248.A", "HUE06002248", "VALIDATION_APPLICATION", 2006, EXACT),
        ("ES20060711571T", None, "ES.06711571.T", "ES20060711571T", "VALIDATION_APPLICATION", 2006, EXACT),
        ("SG20161109459Q", None, "SG.11201609459Q.A", "SG20161109459Q", "APPLICATION", 2016, EXACT),
        ("TW20060131011", None, "TW.95131011.A", "TW20060131011", "APPLICATION", 2006, EXACT),
        ("CA20062601835", None, "CA.2601835.A", "CA20062601835", "APPLICATION", 2006, EXACT),
        ("KR10-2007-7017597", None, "KR.20077017597.A", "KR20077017597", "APPLICATION", 2007, EXACT),
        ("DE102006012345", None, "DE.102006012345.A", "DE200610012345", "APPLICATION", 2006, EXACT),
        ("MX/a/2015/002546", None, "MX.2015002546.A", "MX20150002546", "APPLICATION", 2015, EXACT),
        ("AR.P060100148.A", None, "AR.P060100148.A", "AR2006P100148", "APPLICATION", 2006, EXACT),
        ("NZ20110603578", None, "NZ.603578.A", "NZ20110603578", "APPLICATION", 2011, EXACT),
    ],
)
def test_an_application_is_read(
    text: str, office: str | None, docdb: str, epodoc: str, kind: str, year: int | None, confidence: Confidence
) -> None:
    number = read(text, office, APPLICATION)
    assert (number.docdb(), number.epodoc(), number.kind.value) == (docdb, epodoc, kind)
    assert (number.year, number.confidence, number.given) == (year, confidence, text)


@pytest.mark.parametrize(
    ("text", "office", "docdb", "written", "kind", "confidence"),
    [
        ("EP1848154 B1", None, "EP.1848154.B1", "EP 1848154 B1", "GRANT", EXACT),
        ("EP123456 A1", None, "EP.0123456.A1", "EP 0123456 A1", "PUBLICATION", LIKELY),
        ("US9276719B2", None, "US.9276719.B2", "US 9,276,719 B2", "GRANT", EXACT),
        ("US2008045164 A1", None, "US.2008045164.A1", "US 2008/0045164 A1", "PUBLICATION", EXACT),
        ("2009/0154702", "US UNITED STATES", "US.2009154702", "US 2009/0154702", "PUBLICATION", LIKELY),
        ("USRE41729", None, "US.RE41729", "US RE41729", "REISSUE", EXACT),
        ("RE43360", "US", "US.RE43360", "US RE43360", "REISSUE", LIKELY),
        ("JP2007060162 A", None, "JP.2007060162.A", "JP 2007-060162 A", "PUBLICATION", EXACT),
        ("JP4480727 B2", None, "JP.4480727.B2", "JP 4480727 B2", "GRANT", EXACT),
        ("JPH1075478 A", None, "JP.H1075478.A", "JP H10-075478 A", "PUBLICATION", EXACT),
        ("JP10075478 A", None, "JP.H1075478.A", "JP H10-075478 A", "PUBLICATION", LIKELY),
        ("JP8033034 A", None, "JP.H0833034.A", "JP H08-033034 A", "PUBLICATION", LIKELY),
        ("JP58123456 A", None, "JP.S58123456.A", "JP S58-123456 A", "PUBLICATION", LIKELY),
        ("2942162", "JP JAPAN", "JP.2942162", "JP 2942162", "GRANT", LIKELY),
        ("2011-166437", "JP JAPAN", "JP.2011166437", "JP 2011-166437", "PUBLICATION", LIKELY),
        ("JPWO2006101115 A1", None, "JP.WO2006101115.A1", "JP WO2006101115 A1", "PUBLICATION", EXACT),
        ("WO2009/104757", "JP JAPAN", "WO.2009104757", "WO 2009/104757", "PUBLICATION", LIKELY),
        ("WO 99/12345", None, "WO.9912345", "WO 99/12345", "PUBLICATION", EXACT),
        ("WO2003012345 A1", None, "WO.03012345.A1", "WO 03/012345 A1", "PUBLICATION", LIKELY),
        ("BRPI0609582 A2", None, "BR.PI0609582.A2", "BR PI0609582 A2", "PUBLICATION", EXACT),
        ("SG11201600689Y A", None, "SG.11201600689Y.A", "SG 11201600689Y A", "PUBLICATION", EXACT),
        ("SG10201402451X", None, "SG.10201402451X", "SG 10201402451X", "PUBLICATION", EXACT),
        ("TWI338478 B", None, "TW.I338478.B", "TW I338478 B", "GRANT", EXACT),
        ("KR10-0583552", None, "KR.100583552", "KR 10-0583552", "GRANT", EXACT),
        ("CN100336401C", None, "CN.100336401.C", "CN 100336401 C", "GRANT", EXACT),
        ("IN600KON2015 A", None, "IN.600KOLNP2015.A", "IN 600KOLNP2015 A", "PUBLICATION", EXACT),
        ("ZA2012/01153", None, "ZA.201201153", "ZA 201201153", "PUBLICATION", EXACT),
        ("MY135048A", None, "MY.135048.A", "MY 135048 A", "PUBLICATION", EXACT),
        ("MOJ/002154", None, "MO.J002154", "MO J002154", "PUBLICATION", EXACT),
        ("TR2006-G-195339", None, "TR.2006G195339", "TR 2006G195339", "PUBLICATION", EXACT),
        ("NG/PT/C/2015/1215", None, "NG.PTC20151215", "NG PTC20151215", "PUBLICATION", LIKELY),
        ("AR074847B1", None, "AR.074847.B1", "AR 074847 B1", "GRANT", EXACT),
        ("EP2374241B", None, "EP.2374241.B", "EP 2374241 B", "GRANT", EXACT),
        ("BE-EP3051814", None, "BE.EP3051814", "BE-EP3051814", "VALIDATION", EXACT),
        ("KE-AP3686", None, "KE.AP3686", "KE-AP3686", "VALIDATION", EXACT),
        ("ATE232441", None, "AT.232441.T", "AT 232441 T", "VALIDATION", EXACT),
        ("DE69905327D1", None, "DE.69905327.D1", "DE 69905327 D1", "VALIDATION", EXACT),
        ("HUE001444", None, "HU.E001444", "HU E001444", "VALIDATION", EXACT),
        ("DK3065476 T3", None, "DK.3065476.T3", "DK 3065476 T3", "VALIDATION", EXACT),
    ],
)
def test_a_publication_is_read(
    text: str, office: str | None, docdb: str, written: str, kind: str, confidence: Confidence
) -> None:
    number = read(text, office, PUBLICATION)
    assert (number.docdb(), number.as_written(), number.kind.value) == (docdb, written, kind)
    assert number.confidence is confidence


@pytest.mark.parametrize(
    ("text", "office", "kind", "reason"),
    [
        ("", None, None, Reason.EMPTY),
        ("  ", "JP", None, Reason.EMPTY),
        ("Pending", "JP", None, Reason.SENTINEL),
        ("PENDING1", None, None, Reason.SENTINEL),
        ("GB9402492PENDING", None, None, Reason.SENTINEL),
        ("USPATENTAPPLICATIONPENDING", None, None, Reason.SENTINEL),
        ("-", "US", None, Reason.SENTINEL),
        ("N/A", "US", None, Reason.SENTINEL),
        ("1848154", None, None, Reason.NO_OFFICE),
        ("QW1848154", None, None, Reason.NO_OFFICE),
        ("EP20060711571", None, PUBLICATION, Reason.UNKNOWN_SHAPE),
        ("12/366384", "EP European Patent Office", APPLICATION, Reason.UNKNOWN_SHAPE),
        ("EP1848154 B1 X", None, None, Reason.UNKNOWN_SHAPE),
        ("特許第4480727号", "JP", None, Reason.UNKNOWN_SHAPE),
        ("EP30060711571", None, APPLICATION, Reason.IMPOSSIBLE_YEAR),
        ("WO1901JP00226", None, APPLICATION, Reason.IMPOSSIBLE_YEAR),
        ("H40-000397", "JP", APPLICATION, Reason.IMPOSSIBLE_YEAR),
        ("EP1848154 A1 | EP1848154 B1", None, None, Reason.SEVERAL),
        ("9" * 61, "US", None, Reason.TOO_LONG),
        ("9" * 5000, "US", None, Reason.TOO_LONG),
    ],
)
def test_a_text_that_is_no_number_says_why(
    text: str, office: str | None, kind: NumberKind | None, reason: Reason
) -> None:
    answer = read_number(text, office=office, kind=kind)
    assert isinstance(answer, Unreadable), answer
    assert (answer.given, answer.reason) == (text, reason)
    assert reason is Reason.SENTINEL or "EP1848154 B1" in answer.message


def test_a_list_is_taken_apart_where_something_separates_and_nowhere_else() -> None:
    def docdb(text: str, office: str | None = None) -> list[str]:
        return [n.docdb() if isinstance(n, PatentNumber) else n.reason.value for n in read_numbers(text, office=office)]

    assert docdb("EP1848154 A1 | EP1848154 A4 | EP1848154 B1") == ["EP.1848154.A1", "EP.1848154.A4", "EP.1848154.B1"]
    assert docdb("|JP20130001826|JP20130099391|WO2013JP78531|") == [
        "JP.2013001826.A",
        "JP.2013099391.A",
        "JP.2013078531.W",
    ]
    assert docdb("AR074847B1, CN2008801327719, EP2374241B, KR101475347, US8451734") == [
        "AR.074847.B1",
        "CN.200880132771.A",
        "EP.2374241.B",
        "KR.101475347",
        "US.8451734",
    ]
    assert docdb("US 14/759,257; US 9,276,719 B2") == ["US.14/759257.A", "US.9276719.B2"]
    assert docdb("7,889,698,8,123,456", "US") == ["US.7889698", "US.8123456"]
    assert docdb(" | ") == []


def test_search_reports_and_corrections_are_no_further_patents() -> None:
    kinds = {
        code: (read(f"EP1848154 {code}").is_search_report, read(f"EP1848154 {code}").is_correction)
        for code in ("A1", "A2", "A3", "A4", "A8", "A9", "B1", "B2", "B8", "B9")
    }
    assert [code for code, (report, _) in kinds.items() if report] == ["A3", "A4"]
    assert [code for code, (_, correction) in kinds.items() if correction] == ["A8", "A9", "B8", "B9"]
    assert not read("US2006142694 A3", kind=PUBLICATION).is_search_report
    assert read("WO2006075628 A3").is_search_report


def test_a_national_part_names_the_regional_patent_behind_it() -> None:
    assert read("BE-EP3051814").behind == "EP.3051814"
    assert read("KE-AP3686").behind == "AP.3686"
    assert read("DK3065476 T3").behind == "EP.3065476"
    assert read("ES20060711571T").behind == "EP.06711571.A"
    assert read("HUE06002248", kind=APPLICATION).behind == "EP.06002248.A"
    assert read("ES2370786 T3").behind == ""  # Spain numbers its translations itself


def test_without_a_hint_a_number_with_two_meanings_is_a_guess() -> None:
    assert read("US10003793").confidence is GUESSED  # or application 10/003,793
    assert read("US10003793", kind=PUBLICATION).confidence is EXACT
    assert read("US10003793 B2").confidence is EXACT
    assert read("JP2007060162").confidence is GUESSED
    assert read("JP2007060162 A").confidence is EXACT


def test_the_office_written_wins_over_the_office_beside_and_that_is_less_sure() -> None:
    number = read("WO2009104757 A1", "JP JAPAN")
    assert (number.office, number.confidence) == ("WO", LIKELY)
    assert read("MU8500123", "BR").office == "BR"


def test_a_us_application_is_found_with_and_without_its_year() -> None:
    assert lookup_keys("US14/759,257") & lookup_keys("US201314759257")
    assert lookup_keys("12/366384", "US") & lookup_keys("US20090366384")
    assert not lookup_keys("12/366384", "US") & lookup_keys("US20030366384")  # 10/366,384
    assert not lookup_keys("US14/759,257") & lookup_keys("US14/759,258")


def test_a_number_without_an_office_finds_what_is_kept_under_any_office() -> None:
    kept = lookup_keys("EP1848154 B1") | officeless_keys("EP1848154 B1")
    assert lookup_keys("1848154") & kept
    assert lookup_keys("1848154 B1") & kept
    assert not lookup_keys("US1848154") & kept


def test_a_national_part_is_found_by_its_european_number() -> None:
    assert lookup_keys("BE-EP3051814") & lookup_keys("EP 3 051 814 B1")
    assert lookup_keys("ES20060711571T") & lookup_keys("EP06711571.5")


def test_numbers_match_without_their_kind_codes_but_never_another_kind_of_document() -> None:
    assert match_key(read("EP1848154 A1")) == match_key(read("EP1848154 B1"))
    assert match_key(read("JP20060552944T")) == match_key(read("JP20060552944"))
    assert match_key(read("JP2007060162 A")) != match_key(read("2007-060162", "JP", APPLICATION))
    assert match_key(read("CN201234567 U")) != match_key(read("CN201234567 B"))
    assert match_key(read("US20070015401P")) != match_key(read("US20070015401", kind=APPLICATION))
    assert match_key(read("AT232441 T")) != match_key(read("AT232441 B"))


def test_two_readings_of_one_document_are_equal() -> None:
    assert read("EP 1 848 154 B1") == read("EP.1848154.B1")
    assert len({read("US 7,889,698 B2"), read("US7889698B2"), read("US07889698 B2")}) == 1


@pytest.mark.parametrize(
    ("given", "office"),
    [
        ("12/366384", "US UNITED STATES"),
        ("US 14/759,257", None),
        ("JP19960157176", None),
        ("JP19970116192", None),
        ("EP20060711571", None),
        ("US201314759257", None),
        ("CN20068002116", None),
    ],
)
def test_the_standard_form_of_an_application_is_read_back_without_being_told_what_it_is(
    given: str, office: str | None
) -> None:
    number = read_number(given, office=office, kind=NumberKind.APPLICATION)
    assert isinstance(number, PatentNumber)
    again = read_number(number.docdb())
    assert isinstance(again, PatentNumber)
    assert (again.docdb(), again.kind) == (number.docdb(), NumberKind.APPLICATION)
