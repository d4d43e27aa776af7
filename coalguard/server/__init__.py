"""Server: the city's side of sync; keeps what every station wrote, in one order, and answers for it.

Pure parts (`reading`, `inbox`, `judge`) say what a run means; `filing`, `journal` and `feed` keep it and give it out.
It shares domain, trust and the wire with the station and nothing else, and decides nothing about coal: whatever is well
formed is kept (`journal.md` §6).
"""
