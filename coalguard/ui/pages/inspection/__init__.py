"""查验: the page of a gate: who waits, what is checked, what is decided (`ux.md` §6.2).

queue       who waits, the counts of the shift
evidence    the truck in hand, the table of seven rows, the line below where things are typed
decision    weight, verdict, the three decisions, what was decided last
panel       what takes the place of the decisions while one is being taken
panels      the panels themselves: turn back, hand over, pass over a doubt
desk_panels a new truck, a typed weight, the second officer, a reprint
choice      answers side by side, reasons by digit
rows        a judged row in a few words

hand        the truck in hand, as it is known and answered
arrivals    how a truck comes into hand: by scan, plate, queue
aside       what was said of trucks that went back to the queue
judging     what is answered by keys
weights     how the weight is taken
rulings     how a decision is saved and its slip printed
counter     what is asked at the desk: a new truck, the second officer, a reprint
departing   a truck that drove off leaves the queue
resuming    the panel that was open when the last window was broken off
page        all of it together, and the keys
"""

from coalguard.ui.pages.inspection.page import InspectionPage

__all__ = ["InspectionPage"]
