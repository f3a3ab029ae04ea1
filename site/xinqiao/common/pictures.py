"""The drawings that a course or an article can be given. Each is templates/pictures/<key>.svg."""

from django.utils.translation import gettext_lazy as _

PICTURES = [
    ("first-step", _("a bridge over a stream in the morning")),
    ("school", _("a village school under a persimmon tree")),
    ("lamp", _("a lamp in a window at night")),
    ("letter", _("a letter on a table")),
    ("washing-line", _("a washing line in a yard")),
    ("bus-stop", _("a bus stop at the end of a village")),
]
