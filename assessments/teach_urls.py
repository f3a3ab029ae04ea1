from django.urls import path

from assessments import teach_banks, teach_exchange, teach_writing

urlpatterns = [
    path("", teach_banks.banks, name="teach_banks"),
    path("<slug:slug>/", teach_banks.bank, name="teach_bank"),
    path("<slug:slug>/new/<slug:name>/", teach_writing.new, name="teach_new_question"),
    path("<slug:slug>/import/", teach_exchange.put_up, name="teach_put_up"),
    path("<slug:slug>/import/<uuid:key>/", teach_exchange.seen, name="teach_import"),
    path("<slug:slug>/import/<uuid:key>/confirm/", teach_exchange.confirm, name="teach_take"),
    path("<slug:slug>/import/<uuid:key>/discard/", teach_exchange.discard, name="teach_discard"),
    path("<slug:slug>/template/<slug:name>/", teach_exchange.template, name="teach_template"),
    path("<slug:slug>/export/<slug:name>/", teach_exchange.export, name="teach_export"),
    path("<slug:slug>/<uuid:key>/", teach_banks.question, name="teach_question"),
    path("<slug:slug>/<uuid:key>/edit/", teach_writing.edit, name="teach_edit_question"),
    path("<slug:slug>/<uuid:key>/hand-in/", teach_banks.hand_in, name="teach_hand_in"),
    path("<slug:slug>/<uuid:key>/approve/", teach_banks.approve, name="teach_approve"),
    path("<slug:slug>/<uuid:key>/send-back/", teach_banks.send_back, name="teach_send_back"),
    path("<slug:slug>/<uuid:key>/retire/", teach_banks.retire, name="teach_retire"),
]
