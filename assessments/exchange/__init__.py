"""Questions from files and into files. A new format is one folder and one line here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from . import gift, moodle, qti, sheets
from .base import Format

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "xlsx",
            _("Excel sheet (XLSX)"),
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            sheets.read_xlsx,
            sheets.write_xlsx,
        ),
        Format(
            "csv", _("table as text (CSV)"), ".csv", "text/csv", sheets.read_csv, sheets.write_csv
        ),
        Format(
            "gift", "GIFT", ".gift", "text/plain; charset=utf-8", gift.read_gift, gift.write_gift
        ),
        Format(
            "moodle",
            "Moodle XML",
            ".xml",
            "application/xml",
            moodle.read_moodle,
            moodle.write_moodle,
        ),
        Format("qti", "QTI 3.0", ".zip", "application/zip", qti.read_qti, qti.write_qti),
    )
}
