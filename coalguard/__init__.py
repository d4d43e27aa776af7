"""CoalGuard 煤管通: coal checkpoints and market inspection rooms, offline first."""

__version__ = "0.1.0"
