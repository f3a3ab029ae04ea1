"""Every address of the site. What is no page of Wagtail stands before its catch-all.

`/healthz`, `/readyz` and `/metrics` are answered before: see `xinqiao.operation.probes`.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from search import urls as search_urls
from xinqiao import my, sitemap, sync, views
from xinqiao.accounts.admin_factor import reset_factor
from xinqiao.accounts.admin_users import editor_account
from xinqiao.accounts.restricted import document_password
from xinqiao.accounts.views import enter_editor
from xinqiao.styleguide import styleguide

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("styleguide/", views.choose_language, {"path": "styleguide/"}),
    re_path(r"^(?P<path>join/([^/]+/)?)$", views.choose_language),  # as slips of paper say it
    path("sync/", sync.sync, name="sync"),
    *search_urls.without_language,
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("media/<path:path>", views.media, name="media"),
    path("library-files/", include("xinqiao.knowledge.library.file_urls")),
    path("cms/login/", enter_editor),
    path("cms/account/", editor_account),
    path("cms/users/<int:pk>/second-factor/", reset_factor, name="reset_factor"),
    path("cms/reports/", include("xinqiao.accounts.admin_reports")),
    path("cms/", include(wagtailadmin_urls)),
    document_password,
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("account/", include("xinqiao.accounts.urls")),
        path("account/close/", my.close, name="close_account"),
        path("account/", include("allauth.account.urls")),
        path("account/second-factor/", include("allauth.mfa.urls")),
        path("audit/", include("xinqiao.accounts.audit_urls")),
        path("my/", my.my_learning, name="my"),
        path("my/export.json", my.export, name="my_export"),
        path("my/exams/", include("assessments.urls")),
        path("", include("xinqiao.notifications.urls")),
        path("learn/self-checks/", include("assessments.self_check_urls")),
        path("learn/", include("courses.urls")),
        path("join/", include("xinqiao.joining.urls")),
        path("teach/", include("xinqiao.joining.teach_urls")),
        path("teach/", include("courses.teach_urls")),
        path("teach/", include("assessments.teach.figures_urls")),
        path("teach/late-answers/", include("assessments.teach.late_urls")),
        path("teach/exams/", include("assessments.teach.exams_urls")),
        path("teach/banks/", include("assessments.teach.banks_urls")),
        path("teach/marking/", include("assessments.teach.marking_urls")),
        path("teach/regrades/", include("assessments.teach.regrade_urls")),
        path("", include("xinqiao.knowledge.urls")),
        path("", include("xinqiao.directory.urls")),
        path("", include("search.urls")),
        path("offline/", views.offline, name="offline"),
        path("styleguide/", styleguide, name="styleguide"),
        path("", include("xinqiao.accounts.restricted")),
        path("", include("xinqiao.common.serving")),
    ),
]

handler400 = "xinqiao.errors.bad_request"
handler403 = "xinqiao.errors.permission_denied"
handler404 = "xinqiao.errors.not_found"
handler429 = "xinqiao.accounts.limits.too_many_requests"
handler500 = "xinqiao.errors.server_error"
