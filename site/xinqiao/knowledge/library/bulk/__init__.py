"""A folder of resources comes in at once: a ZIP with a sheet that says what each file is.

`folder` opens it, `sheet` reads the table, `lines` makes sense of a row, `taking` writes drafts,
`uploads` leads from the file that was put up to the one that was taken in.
"""
