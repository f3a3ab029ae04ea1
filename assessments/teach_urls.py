from django.urls import path

from assessments import teach_banks, teach_writing

urlpatterns = [
    path("", teach_banks.banks, name="teach_banks"),
    path("<slug:slug>/", teach_banks.bank, name="teach_bank"),
    path("<slug:slug>/new/<slug:name>/", teach_writing.new, name="teach_new_question"),
    path("<slug:slug>/<uuid:key>/", teach_banks.question, name="teach_question"),
    path("<slug:slug>/<uuid:key>/edit/", teach_writing.edit, name="teach_edit_question"),
    path("<slug:slug>/<uuid:key>/hand-in/", teach_banks.hand_in, name="teach_hand_in"),
    path("<slug:slug>/<uuid:key>/approve/", teach_banks.approve, name="teach_approve"),
    path("<slug:slug>/<uuid:key>/send-back/", teach_banks.send_back, name="teach_send_back"),
    path("<slug:slug>/<uuid:key>/retire/", teach_banks.retire, name="teach_retire"),
]
