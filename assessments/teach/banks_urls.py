from django.urls import path

from assessments.teach import banks, exchange, writing

urlpatterns = [
    path("", banks.banks, name="teach_banks"),
    path("<slug:slug>/", banks.bank, name="teach_bank"),
    path("<slug:slug>/new/<slug:name>/", writing.new, name="teach_new_question"),
    path("<slug:slug>/import/", exchange.put_up, name="teach_put_up"),
    path("<slug:slug>/import/<uuid:key>/", exchange.seen, name="teach_import"),
    path("<slug:slug>/import/<uuid:key>/confirm/", exchange.confirm, name="teach_take"),
    path("<slug:slug>/import/<uuid:key>/discard/", exchange.discard, name="teach_discard"),
    path("<slug:slug>/template/<slug:name>/", exchange.template, name="teach_template"),
    path("<slug:slug>/export/<slug:name>/", exchange.export, name="teach_export"),
    path("<slug:slug>/<uuid:key>/", banks.question, name="teach_question"),
    path("<slug:slug>/<uuid:key>/edit/", writing.edit, name="teach_edit_question"),
    path("<slug:slug>/<uuid:key>/hand-in/", banks.hand_in, name="teach_hand_in"),
    path("<slug:slug>/<uuid:key>/approve/", banks.approve, name="teach_approve"),
    path("<slug:slug>/<uuid:key>/send-back/", banks.send_back, name="teach_send_back"),
    path("<slug:slug>/<uuid:key>/retire/", banks.retire, name="teach_retire"),
]
