"""The rate table as people see it."""

import pytest
from google.type import decimal_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import royalties_pb2
from sepia.gateway.v1 import coordination_pb2
from sepia.type.v1 import type_pb2
from services.cli import rates


def decimal(text: str) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=text)


def calculation(holders: int, *, demonstration: bool = False, simulated: int = 0) -> pb.Calculation:
    made = pb.Calculation(
        name="calculations/" + "a" * 64,
        standard="standards/5g",
        family_key=type_pb2.FAMILY_KEY_ETSI,
        edition="editions/3",
        rate_unit="fraction of price",
        aggregate=decimal("0.08"),
        demonstration=demonstration,
        top_down=pb.TopDownInputs(confidence=decimal("0.9")),
    )
    for number in range(holders):
        made.holders.append(
            pb.HolderRate(
                holder=f"holders/h{number}" if number else "",
                display_name=f"Holder {number}" if number else "",
                families=100,
                checked=25,
                checked_essential=5,
                simulated=simulated,
                essential_mean=decimal("20.5"),
                essential_interval=type_pb2.CountInterval(low=10, high=33),
                share_mean=decimal("0.0333333"),
                share_interval=type_pb2.Interval(low=decimal("0.02"), high=decimal("0.05")),
                rate_mean=decimal("0.0000000266"),
                rate_interval=type_pb2.Interval(low=decimal("0.0000000016"), high=decimal("0.0000000040")),
            )
        )
    return made


def test_the_first_twenty_holders_are_shown_and_the_rest_is_summed_up(capsys: pytest.CaptureFixture[str]):
    rates.print_rate_table(calculation(30))
    said = capsys.readouterr().out
    assert "(declarant unknown)" in said
    assert "Holder 19" in said
    assert "Holder 20" not in said
    assert "10 more holders (--all)" in said
    assert "33.3 %" in said
    assert "DEMONSTRATION" not in said
    rates.print_rate_table(calculation(30), every=True)
    assert "Holder 29" in capsys.readouterr().out


def test_a_tiny_rate_keeps_its_digits(capsys: pytest.CaptureFixture[str]):
    rates.print_rate_table(calculation(2), only="holders/h1")
    said = capsys.readouterr().out
    assert "0.0000027 %" in said
    assert "0.00000016 – 0.00000040 %" in said
    assert "90 %" in said


def test_demonstration_and_simulation_are_said_above_and_below(capsys: pytest.CaptureFixture[str]):
    rates.print_rate_table(calculation(2, demonstration=True, simulated=25))
    first, *_, last = capsys.readouterr().out.partition("essential")
    assert "DEMONSTRATION" in first
    assert "50 findings were SIMULATED" in last


def test_on_a_narrow_terminal_intervals_go_below_their_numbers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("services.cli.output._PIPE_WIDTH", 100)
    rates.print_rate_table(calculation(2))
    lines = capsys.readouterr().out.splitlines()
    row = next(index for index, line in enumerate(lines) if "Holder 1" in line)
    assert "3.33 %" in lines[row]
    assert "2.00 – 5.00 %" in lines[row + 1]


def measured() -> royalties_pb2.EvaluatorQuality:
    numbers = {"mean": "0.9", "low": "0.8", "high": "0.95", "alpha": "45", "beta": "5"}
    probability = royalties_pb2.MeasuredReliability(**{name: decimal(text) for name, text in numbers.items()})
    return royalties_pb2.EvaluatorQuality(
        name="evaluatorQualities/1",
        report="qualityReports/1",
        regime="eu-2023",
        technical_area="radio",
        period="2026-Q3",
        sensitivity=probability,
        specificity=probability,
        demonstration=True,
    )


def test_measured_evaluators_and_results_taken_over_are_said_below_the_table(capsys: pytest.CaptureFixture[str]):
    made = calculation(2)
    made.holders[1].reused = 7
    made.top_down.evaluator_quality = "evaluatorQualities/1"
    rates.print_rate_table(made)
    said = " ".join(capsys.readouterr().out.split())
    assert "7 of the checked families were taken over from earlier results" in said
    assert "Evaluators err as measured: evaluatorQualities/1" in said


def test_a_trace_says_of_evaluators_what_was_measured_and_whether_the_report_says_so(
    capsys: pytest.CaptureFixture[str],
):
    walked = coordination_pb2.RateTrace(
        campaign="campaigns/1", evaluator_quality=measured(), evaluator_quality_agrees=True
    )
    walked.rate.reused = 3
    rates.print_trace(walked)
    said = " ".join(capsys.readouterr().out.split())
    assert "eu-2023, radio, 2026-Q3, SIMULATED verdicts: sensitivity 0.900 (Beta(45.000, 5.000))" in said
    assert "as published in qualityReports/1" in said
    assert "3 of the checked families" in said
    walked.evaluator_quality_agrees = False
    rates.print_trace(walked)
    assert "NOT what the published report says" in " ".join(capsys.readouterr().out.split())
