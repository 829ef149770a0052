"""The report on one country or organisation: its content, and the forms it is written in.

`document` is the form-free model; `content` makes it from a release; `html` and `docx` write it.
"""
