"""The pages of those who teach: banks, exams, sittings, marking and how exams did."""
