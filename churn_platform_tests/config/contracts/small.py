"""A small contract as text, for tests that change a line of it."""

SMALL = """
name = "small"
time_axis = "months"
ignore = ["Surname"]
after_outcome = ["Reason"]
[columns.id]
kind = "identifier"
header = "Customer ID"
aliases = ["Client"]
[columns.months]
kind = "numeric"
header = "Months"
[columns.price]
kind = "numeric"
header = "Price"
[columns.total]
kind = "numeric"
header = "Total"
product_of = ["months", "price"]
blank = "product"
[columns.plan]
kind = "category"
header = "Plan"
values = ["Basic", "Full"]
spellings = {"all" = "Full"}
blank = {value = "Basic"}
[columns.left]
kind = "target"
header = "Left"
"""
