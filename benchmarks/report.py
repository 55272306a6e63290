"""What a run prints."""

import os
import statistics
from collections.abc import Sequence

from benchmarks.measured import COMMANDS_AT_ONCE
from benchmarks.side import Flood, Pace


class Report:
    """Plain lines, as they become known."""

    def head(self, parts: Sequence[str]) -> None:
        """What it runs on."""
        load = os.getloadavg()[0]
        print(f"What the guarantees cost, on {os.cpu_count()} cores (load before: {load:.1f})")
        _lines(parts)
        print(
            "\nguaranteed: transaction with the effect, event log and outbox; NOTIFY; relay (idempotent, acks=all);\n"
            "            consumer in batches: inbox claim and effects in one transaction, offsets after\n"
            "bare:       transaction with the effect, then produce (acks=1, answer not waited for);\n"
            "            consumer with auto-commit, a transaction a message\n"
            "both:       SQLAlchemy Core on asyncpg, FastStream on aiokafka, the same statements, the same JSON;\n"
            "            every role in a process of its own"
        )

    def throughput_begins(self, rounds: int, seconds: float) -> None:
        """Before the first round."""
        print(
            f"\nThroughput: {COMMANDS_AT_ONCE} commands at once for {seconds:.0f} s, to the last effect's commit;"
            f" {rounds} rounds in turn.\n"
            "Three processes a side. guaranteed: api, relay's worker, listener's worker. bare: api, two consumers.",
            flush=True,
        )

    def throughput_round(self, number: int, guaranteed: Flood, bare: Flood) -> None:
        """One pair."""
        print(
            f"  round {number}: guaranteed {guaranteed.rate:6.0f}/s   bare {bare.rate:6.0f}/s"
            f"   ratio {guaranteed.rate / bare.rate:.2f}{_lost(guaranteed.lost, bare.lost)}",
            flush=True,
        )

    def throughput(self, guaranteed: Sequence[Flood], bare: Sequence[Flood]) -> None:
        """Medians, the ratio with its spread, and where the processors' time went."""
        ratios = [one.rate / other.rate for one, other in zip(guaranteed, bare, strict=True)]
        print(
            f"  median:  guaranteed {_median(guaranteed):6.0f}/s   bare {_median(bare):6.0f}/s"
            f"   ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}; goal 1.00 or more)"
        )
        _processor_time(guaranteed, bare)

    def latency_begins(self, rounds: int, seconds: float, rate: float) -> None:
        """Before the first round."""
        print(
            f"\nLatency: {rate:.0f} sessions a second (Poisson) for {seconds:.0f} s, {rounds} rounds in turn; from"
            " SessionPerformed committed to the last of\nthree reactions committed (booking, screening, notifications)."
            " Four processes a side: api, and one a service.",
            flush=True,
        )

    def latency_round(self, number: int, guaranteed: Pace, bare: Pace) -> None:
        """One pair."""
        print(
            f"  round {number}: guaranteed {_quantiles(guaranteed.waits)}   bare {_quantiles(bare.waits)}"
            f"{_lost(guaranteed.lost, bare.lost)}",
            flush=True,
        )

    def latency(self, guaranteed: Sequence[Pace], bare: Sequence[Pace]) -> None:
        """Over all rounds, and the ratio's spread over the rounds."""
        print(f"  all:     guaranteed {_quantiles(_all(guaranteed))}   bare {_quantiles(_all(bare))}")
        for name, share, goal in (("p50", 0.5, ""), ("p99", 0.99, "; goal 1.2 or less")):
            each = [
                _at(one.waits, share) / _at(other.waits, share) for one, other in zip(guaranteed, bare, strict=True)
            ]
            whole = _at(_all(guaranteed), share) / _at(_all(bare), share)
            print(f"  {name} ratio {whole:.2f} (rounds {min(each):.2f} to {max(each):.2f}{goal})")
        _processor_time(guaranteed, bare)

    def foot(self, seconds: float) -> None:
        """The end."""
        load = os.getloadavg()[0]
        print(f"\nTook {seconds:.0f} s; load at the end {load:.1f}. On a busy machine only the pairs are reliable.")


def _processor_time(guaranteed: Sequence[Flood | Pace], bare: Sequence[Flood | Pace]) -> None:
    """Where the time goes: the measure that a busy machine blurs least."""
    each = [
        sum(one.processor.values()) / sum(other.processor.values()) for one, other in zip(guaranteed, bare, strict=True)
    ]
    print(
        f"  processor time of all processes: {statistics.median(each):.2f} of bare's"
        f" ({min(each):.2f} to {max(each):.2f}); microseconds an event:"
    )
    for name, rounds in (("guaranteed", guaranteed), ("bare", bare)):
        used = {part: statistics.median(one.processor[part] for one in rounds) for part in rounds[0].processor}
        parts = ", ".join(f"{part} {time:.0f}" for part, time in used.items())
        print(f"    {name:10} {sum(used.values()):5.0f} = {parts}")


def _lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"  {line}")


def _lost(guaranteed: int, bare: int) -> str:
    return f"   LOST: guaranteed {guaranteed}, bare {bare}" if guaranteed or bare else ""


def _median(floods: Sequence[Flood]) -> float:
    return statistics.median(flood.rate for flood in floods)


def _all(rounds: Sequence[Pace]) -> list[float]:
    return [wait for each in rounds for wait in each.waits]


def _at(waits: Sequence[float], share: float) -> float:
    ordered = sorted(waits)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def _quantiles(waits: Sequence[float]) -> str:
    return f"p50 {_at(waits, 0.5):6.2f} ms  p99 {_at(waits, 0.99):7.2f} ms"
