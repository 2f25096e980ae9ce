"""Tables that people send: CSV, XLSX and ODS -> rows of texts, within limits that hold beforehand.

limits.py says how much is read, archive.py opens what is packed, xlsx.py, ods.py and text.py read
rows, reading.py finds the sheet and the head.
"""
