"""What Prometheus reads."""

import threading

from coalguard.server.metrics import COUNTERS, GAUGES, Metrics


def lines(metrics: Metrics, **gauges: dict[tuple[tuple[str, str], ...], int]) -> list[str]:
    """The page, by lines."""
    return metrics.render(gauges).decode().splitlines()


def test_an_empty_page_names_every_family_once() -> None:
    told = lines(Metrics())
    for name in (*COUNTERS, *GAUGES, "coalguard_call_seconds"):
        assert [line for line in told if line.startswith(f"# TYPE {name} ")] != []


def test_counts_stand_with_their_labels() -> None:
    metrics = Metrics()
    metrics.count("coalguard_calls_total", route="/v1/push", status="200")
    metrics.count("coalguard_calls_total", 2, status="200", route="/v1/push")
    metrics.count("coalguard_sent_bytes_total", 512)
    metrics.count("coalguard_refusals_total", code='a"b\\c\nd')
    told = lines(metrics, coalguard_devices={(("status", "active"),): 3})
    assert 'coalguard_calls_total{route="/v1/push",status="200"} 3' in told
    assert "coalguard_sent_bytes_total 512" in told
    assert r'coalguard_refusals_total{code="a\"b\\c\nd"} 1' in told
    assert 'coalguard_devices{status="active"} 3' in told


def test_times_are_a_histogram() -> None:
    metrics = Metrics()
    for seconds in (0.004, 0.03, 0.03, 99.0):
        metrics.time(seconds, route="/v1/push")
    told = lines(metrics)
    bucket = 'coalguard_call_seconds_bucket{route="/v1/push",le="%s"} %d'
    for bound, count in (("0.005", 1), ("0.025", 1), ("0.05", 3), ("10.0", 3), ("+Inf", 4)):
        assert bucket % (bound, count) in told
    assert 'coalguard_call_seconds_count{route="/v1/push"} 4' in told
    assert 'coalguard_call_seconds_sum{route="/v1/push"} 99.064000' in told


def test_many_threads_lose_no_count() -> None:
    metrics = Metrics()

    def count() -> None:
        for _ in range(500):
            metrics.count("coalguard_entries_total")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "coalguard_entries_total 2000" in lines(metrics)
