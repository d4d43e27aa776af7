"""What the trucks of a demonstration may weigh."""

from coalguard.domain.vehicle import mass_limit
from coalguard.operations.demo.cast import Truck


def most_kg(truck: Truck) -> int:
    """What a truck may weigh with its load: by its axles, and by its certificate where it has one."""
    limit = mass_limit(truck.axles, combination=truck.combination, single_drive=False)
    assert limit is not None
    return min(limit.kg, truck.rated_kg or limit.kg)
