"""Life cycle inventory databases: read, checked, linked, stored, searched, solved.

records        what every format is read into
linked         columns, linked matrices, flags and findings: what an import makes of it
build          ★ from the one to the other: amounts, division, linking, matrices
"""
