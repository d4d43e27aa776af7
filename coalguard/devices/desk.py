"""The desk: every scale that is set up, each behind a port of its own that opens and reopens by itself."""

from collections.abc import Callable

from coalguard.devices.port import Port
from coalguard.domain.findings import refuse
from coalguard.domain.weighing import ScaleRule


class Desk:
    """The ports of a station's scales, by the scales' names."""

    def __init__(self, monotonic_ms: Callable[[], int]) -> None:
        """Begin with an empty desk."""
        self._now = monotonic_ms
        self._ports: dict[str, Port] = {}

    def place(self, rule: ScaleRule) -> None:
        """Put a scale on the desk, or put it there with another rule; its port starts listening."""
        standing = self._ports.get(rule.name)
        if standing is not None and standing.rule == rule:
            return
        if standing is not None:
            standing.close()
        port = Port(rule, self._now)
        port.start()
        self._ports[rule.name] = port

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the scales that stand on it."""
        return tuple(self._ports)

    def scale(self, name: str) -> Port:
        """The scale of this name; an empty name means the only one. Raises Refused `scale.unknown`."""
        if not name and len(self._ports) == 1:
            return next(iter(self._ports.values()))
        try:
            return self._ports[name]
        except KeyError as error:
            raise refuse("scale.unknown", scale=name, known="、".join(self._ports)) from error

    def close(self) -> None:
        """Let every port go."""
        for port in self._ports.values():
            port.close()
        self._ports.clear()
