"""What a run prints."""

import os
import statistics
from collections.abc import Mapping, Sequence

from benchmarks.measured import COMMANDS_AT_ONCE
from benchmarks.side import Flood, Pace

OURS = "guaranteed"


class Report:
    """Plain lines, as they become known."""

    def head(self, parts: Sequence[str]) -> None:
        """What it runs on."""
        load = os.getloadavg()[0]
        print(f"What the guarantees cost, on {os.cpu_count()} cores (load before: {load:.1f})")
        _lines(parts)
        print(
            "\nguaranteed: the chassis. Transaction with the effect, event log and outbox; NOTIFY; relay (idempotent,\n"
            "            acks=all); consumer in batches: inbox claim and effects in one transaction, offsets after\n"
            "script:     the same steps in plain asyncpg and aiokafka, and nothing besides (benchmarks/script.py)\n"
            "bare:       no guarantees. Transaction with the effect, then produce (acks=1, answer not waited for);\n"
            "            consumer with auto-commit, a transaction a message\n"
            "all:        the same effects, the same JSON; every role in a process of its own"
        )

    def throughput_begins(self, rounds: int, seconds: float) -> None:
        """Before the first round."""
        print(
            f"\nThroughput: {COMMANDS_AT_ONCE} commands at once for {seconds:.0f} s, to the last effect's commit;"
            f" {rounds} rounds in turn.\n"
            "Three processes a side: api, relay's worker, listener's worker; bare: api, two consumers.",
            flush=True,
        )

    def throughput_round(self, number: int, floods: Mapping[str, Flood]) -> None:
        """All sides once."""
        rates = "   ".join(f"{name} {flood.rate:6.0f}/s" for name, flood in floods.items())
        print(f"  round {number}: {rates}{_lost(floods)}", flush=True)

    def throughput(self, rounds: Sequence[Mapping[str, Flood]]) -> None:
        """Medians, the ratios with their spread, and where the processors' time went."""
        print("  median:  " + "   ".join(f"{name} {_rate(rounds, name):6.0f}/s" for name in rounds[0]))
        for other, goal in (("script", "0.7 or more"), ("bare", "1.0 or more")):
            ratios = [each[OURS].rate / each[other].rate for each in rounds]
            print(
                f"  events per second ratio against {other:6} {statistics.median(ratios):.2f}"
                f" ({min(ratios):.2f} to {max(ratios):.2f}; goal {goal})"
            )
        _processor_time(rounds)

    def latency_begins(self, rounds: int, seconds: float, rate: float) -> None:
        """Before the first round."""
        print(
            f"\nLatency: {rate:.0f} sessions a second (Poisson) for {seconds:.0f} s, {rounds} rounds in turn; from"
            " SessionPerformed committed to the last of\nthree reactions committed (booking, screening, notifications)."
            " Four processes a side: api, and one a service.",
            flush=True,
        )

    def latency_round(self, number: int, paces: Mapping[str, Pace]) -> None:
        """All sides once."""
        waits = "   ".join(f"{name} {_quantiles(pace.waits)}" for name, pace in paces.items())
        print(f"  round {number}: {waits}{_lost(paces)}", flush=True)

    def latency(self, rounds: Sequence[Mapping[str, Pace]]) -> None:
        """Over all rounds, and the ratios' spread over the rounds."""
        print("  all:     " + "   ".join(f"{name} {_quantiles(_all(rounds, name))}" for name in rounds[0]))
        for other, goal in (("script", "2 or less"), ("bare", "1.2 or less")):
            for quantile, share in (("p50", 0.5), ("p99", 0.99)):
                each = [_at(one[OURS].waits, share) / _at(one[other].waits, share) for one in rounds]
                whole = _at(_all(rounds, OURS), share) / _at(_all(rounds, other), share)
                wanted = f"; goal {goal}" if quantile == "p99" else ""
                spread = f"{min(each):.2f} to {max(each):.2f}"
                print(f"  {quantile} ratio against {other:6} {whole:.2f} (rounds {spread}{wanted})")
        _processor_time(rounds)

    def foot(self, seconds: float) -> None:
        """The end."""
        load = os.getloadavg()[0]
        print(f"\nTook {seconds:.0f} s; load at the end {load:.1f}. On a busy machine only the pairs are reliable.")


def _processor_time(rounds: Sequence[Mapping[str, Flood | Pace]]) -> None:
    """Where the time goes: the measure that a busy machine blurs least."""
    print("  microseconds of processor time an event, all processes:")
    for name in rounds[0]:
        first = rounds[0][name].processor
        used = {part: statistics.median(each[name].processor[part] for each in rounds) for part in first}
        parts = ", ".join(f"{part} {time:.0f}" for part, time in used.items())
        print(f"    {name:10} {sum(used.values()):5.0f} = {parts}")


def _lines(lines: Sequence[str]) -> None:
    for line in lines:
        print(f"  {line}")


def _lost(sides: Mapping[str, Flood | Pace]) -> str:
    lost = {name: side.lost for name, side in sides.items() if side.lost}
    return f"   LOST: {lost}" if lost else ""


def _rate(rounds: Sequence[Mapping[str, Flood]], name: str) -> float:
    return statistics.median(each[name].rate for each in rounds)


def _all(rounds: Sequence[Mapping[str, Pace]], name: str) -> list[float]:
    return [wait for each in rounds for wait in each[name].waits]


def _at(waits: Sequence[float], share: float) -> float:
    ordered = sorted(waits)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def _quantiles(waits: Sequence[float]) -> str:
    return f"p50 {_at(waits, 0.5):6.2f} ms  p99 {_at(waits, 0.99):7.2f} ms"
