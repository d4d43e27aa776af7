"""Printing: what a paper shows, as bytes; pure, the same bytes for the same content.

    content    what each paper shows, as plain values of the domain
    form       the five-part form; ticket: the weigh ticket; slip, notice, settlement: the papers on 80 mm rolls
    paper      the one door: `render(content, mark)` gives a PDF; picture: the PDF as dots
    sheet      drawing in millimetres; fit: text into boxes; font: the letters; barcode: the codes; figures: the numbers

Paper is never translated: its labels are Chinese constants of these modules and stand in no catalogue. It refuses to
know stores, printers and the clock.
"""
