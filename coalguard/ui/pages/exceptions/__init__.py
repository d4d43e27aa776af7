"""异常单: what the city opened that concerns this station, newest first; read here, acted upon at the desk.

page    the list and its keys
detail  one exception: the facts, both sides of a double use, what to do
"""

from coalguard.ui.pages.exceptions.page import ExceptionsPage

__all__ = ["ExceptionsPage"]
