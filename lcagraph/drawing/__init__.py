"""What every picture is made of: measured text, shapes at fixed places, SVG text.

Nothing here knows what is drawn: `diagram` draws systems with it, `charts` numbers.
"""
