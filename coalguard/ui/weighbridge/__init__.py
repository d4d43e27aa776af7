"""The weighbridge: what every page has that weighs a truck twice, in one place, because pages may not know one another.

page      a truck called up and weighed
asking    the panels of the truck in hand: a typed weight, a stay given up
columns   the three columns, and the panel in place of the right one
yard      at the left: the live weight, the steps of the truck in hand, and the trucks that have not left
weighing  the scale's side: the weight that is due, taken or typed
slips     the slip of a first weight, printed beside whatever is done next
panel     what needs one more Enter: a typed weight, a stay given up, a paper printed again
plate     the field for a plate or its tail

It refuses to know what a truck came for: that is each page's own.
"""
