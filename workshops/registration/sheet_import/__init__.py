"""A sheet with the people of a workshop: what importing it would do, row by row; and doing it.

columns.py says which column is which field, bodies.py who sends whom, values.py what a cell says,
known.py who is on the list, plan.py what each row would do, carrying_out.py does it.
"""
