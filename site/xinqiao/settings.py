"""All settings, in one file, read from the environment and from `.env`.

Safe by default: without SECRET_KEY nothing starts, and without DEBUG everything is as in
production. `.env.example` lists each variable with its default.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from xinqiao import shown

REPO_DIR = Path(__file__).resolve().parents[2]
SITE_DIR = REPO_DIR / "site"

env = environ.Env()
env.read_env(os.environ.get("ENV_FILE") or REPO_DIR / ".env")  # the environment itself wins
env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # empty: not set

# How it runs

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env("SECRET_KEY", default="")
if len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured(
        "Set SECRET_KEY in the environment or in .env to at least 32 random characters, "
        'for example from: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )

base = urlsplit(BASE_URL)
LOOPBACK = base.hostname in {"127.0.0.1", "localhost", "::1"}
try:
    PORT = env.int("PORT", default=(base.port or 80) if LOOPBACK else 8000)
except ValueError:
    raise ImproperlyConfigured(f"PORT is {env('PORT')}: set it to a number.") from None
LISTEN = env("LISTEN", default="127.0.0.1")
if LOOPBACK:  # the address follows the port, as in `make run PORT=9000`
    BASE_URL = f"{base.scheme}://{base.netloc.removesuffix(f':{base.port}')}:{PORT}"
if base.scheme != "https" and not (LOOPBACK or DEBUG):
    raise ImproperlyConfigured(
        f"BASE_URL is {BASE_URL}: outside this machine the site is served over https only. "
        "Set BASE_URL=https://… to the address that people type."
    )
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS",
    default=["127.0.0.1", "localhost", "[::1]"] if LOOPBACK else [base.hostname],
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "xinqiao.errors.csrf_failure"
DATA_DIR = Path(env("DATA_DIR", default=str(REPO_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Security. On the loopback address there is no https to insist on.

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = base.scheme == "https"
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if base.scheme == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = base.scheme == "https"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail makes an exception for the previews of its own editor
SESSION_COOKIE_AGE = 14 * 86_400  # for those who asked to stay signed in
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the editor posts many fields

# Code

INSTALLED_APPS = [
    # Ours, from the top of the dependency order to the bottom.
    "xinqiao.demo",
    "search",
    "xinqiao.pages",
    "assessments",
    "courses",
    "xinqiao.knowledge",
    "xinqiao.directory",
    "xinqiao.joining",
    "xinqiao.review",
    "xinqiao.notifications",
    "xinqiao.accounts",
    "xinqiao.common",
    "xinqiao.operation",
    # Accounts
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Wagtail
    "wagtailmedia",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "xinqiao.accounts.apps.AdminUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_filters",
    "django_tasks",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "xinqiao.operation.middleware.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xinqiao.operation.middleware.Measure",
    "xinqiao.common.middleware.Compression",
    "xinqiao.common.middleware.ForEverybody",
    "xinqiao.common.middleware.ContentSecurityPolicy",
    "xinqiao.common.middleware.PrivatePages",
    "xinqiao.operation.middleware.Probes",
    "xinqiao.operation.middleware.Turns",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xinqiao.common.middleware.LocaleMiddleware",
    "xinqiao.common.middleware.ReadableAddresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xinqiao.accounts.middleware.EditorLanguage",
    "xinqiao.accounts.middleware.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xinqiao.accounts.middleware.Lane",
    "xinqiao.common.safe_wording.TellOfBlockedWords",
    "xinqiao.common.serving.OldAddresses",
]

URGENT_ADDRESSES = frozenset({"/sync/"})
ROOT_URLCONF = "xinqiao.urls"
WSGI_APPLICATION = "xinqiao.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "xinqiao.common.templatetags.components",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xinqiao.context_processors.site",
            ],
        },
    }
]

# Data

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}"),
}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    DATABASES["default"]["ENGINE"] = "xinqiao.operation.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn instead of failing
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 300)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Most threads only wait: for their turn in the lane of passwords, or for an upload over a bad
# line. Each keeps a connection; PostgreSQL gives 100 unless told otherwise, some of them to others.
WORKERS = os.cpu_count() or 1
THREADS = env.int("THREADS", default=64 if ON_SQLITE else max(8, 64 // WORKERS))
PLACES_IN_LANE = max(1, THREADS * 3 // 4)
# Shared by all worker processes, so that a rate limit is one limit.
CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    CACHES["default"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 20_000
elif CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "xinqiao.operation.cache.LastingRedisCache"
    # By itself redis-py tries again for half a minute: one lost Redis would hang every page.
    CACHES["default"].setdefault("OPTIONS", {}).update(
        retry=Retry(NoBackoff(), 0), socket_timeout=1, socket_connect_timeout=1
    )
# Pages for everybody are kept ahead of Django until something changes that they show.
PAGE_CACHE = env.bool("PAGE_CACHE", default=not DEBUG)
PAGE_CACHE_PARAMETERS = shown.PARAMETERS
PAGE_CACHE_UNSEEN = shown.UNSEEN
PAGE_CACHE_SEEN = shown.SEEN
PAGE_CACHE_UNSEEN_WHEN_NEW = shown.UNSEEN_WHEN_NEW
# The embedded engine is always there, and answers while Elasticsearch is away.
SEARCH_URL = env("SEARCH_URL", default="")
SEARCH_DIR = DATA_DIR / "search"
if SEARCH_URL and urlsplit(SEARCH_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured(
        "SEARCH_URL does not begin with http: set it to http(s)://user:password@host:9200/name, or to "
        "nothing for the search that is built in."
    )
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "xinqiao.common.storage.StaticFiles"
    },
}

# People

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["xinqiao.accounts.lane.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email", "phone")},
    },
    {"NAME": "xinqiao.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_FORMS = {
    "login": "xinqiao.accounts.forms.LoginForm",
    "signup": "xinqiao.accounts.forms.SignupForm",
    "reset_password": "xinqiao.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "xinqiao.accounts.forms.ResetPasswordKeyForm",
    "change_password": "xinqiao.accounts.forms.ChangePasswordForm",
    "set_password": "xinqiao.accounts.forms.SetPasswordForm",
    "add_email": "xinqiao.accounts.forms.AddEmailForm",
    "reauthenticate": "xinqiao.accounts.forms.ReauthenticateForm",
}
ACCOUNT_ADAPTER = "xinqiao.accounts.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "xinqiao.accounts.models.display_name"
ACCOUNT_SESSION_REMEMBER = None  # people tick a box; else all ends with the browser
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True  # one address a person, changed once the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_USERNAME_BLACKLIST = [
    "admin",
    "administrator",
    "root",
    "system",
    "xinqiao",
    "心桥",
    "管理员",
]
# Staff-room computers are shared: who changes an address has typed the password not long ago.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SIGNUP_OPEN = env.bool("SIGNUP_OPEN", default=True)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
# A whole school shares one address: what counts is failures per account.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "10/10m/key,300/10m/ip",
    "signup": "300/h/ip",
    "reset_password": "60/h/ip,5/h/key",
    "change_password": "10/m/user",
    "reset_password_from_key": "60/m/ip",
    "page_password": "30/10m/ip,300/10m/key",
    "join_code": "300/10m/ip",
    "join_code_of_account": "10/10m/user",
    "join_request": "30/d/user",
}
# A second factor: staff need one (accounts/second_factor.py), everybody may have one.
MFA_ADAPTER = "xinqiao.accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # many have no address; one that is only claimed opens nothing
MFA_TOTP_TOLERANCE = 1  # clocks of old phones are half a minute off
MFA_FORMS = {
    "authenticate": "xinqiao.accounts.mfa_forms.AuthenticateForm",
    "reauthenticate": "xinqiao.accounts.mfa_forms.ReauthenticateForm",
    "activate_totp": "xinqiao.accounts.mfa_forms.ActivateTOTPForm",
    "deactivate_totp": "xinqiao.accounts.mfa_forms.DeactivateTOTPForm",
    "generate_recovery_codes": "xinqiao.accounts.mfa_forms.GenerateRecoveryCodesForm",
    "add_webauthn": "xinqiao.accounts.mfa_forms.AddPasskeyForm",
    "edit_webauthn": "xinqiao.accounts.mfa_forms.RenamePasskeyForm",
    "authenticate_webauthn": "xinqiao.accounts.mfa_forms.PasskeyForm",
    "reauthenticate_webauthn": "xinqiao.accounts.mfa_forms.ReauthenticatePasskeyForm",
}
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
MAIL_CLAIM_SECONDS = 120
"""How long a notice's mail belongs to the worker that took it; longer than a slow server needs."""
NOTICE_KINDS = "xinqiao.notices.KINDS"
CLOSE_ACCOUNT = "xinqiao.personal_data.close_account"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"心桥 Xinqiao <noreply@{base.hostname}>")

# Background work: in this process unless there is a broker to hand it to.

IN_PROCESS = "memory://localhost"
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=IN_PROCESS)
CELERY_TASK_ALWAYS_EAGER = CELERY_BROKER_URL == IN_PROCESS
kept, queued = (urlsplit(env(name, default="")) for name in ("CACHE_URL", "CELERY_BROKER_URL"))
if (
    kept.netloc
    and kept.netloc == queued.netloc
    and (kept.path.strip("/") or "0") == (queued.path.strip("/") or "0")
):
    raise ImproperlyConfigured(
        "CACHE_URL and CELERY_BROKER_URL name the same database of Redis. When the cache is emptied, "
        "waiting work would be lost: end one of them with another number."
    )
# Whoever waits for a page waits no longer than this for a broker that is away; what was asked for
# stays in the database meanwhile (xinqiao.operation.outbox).
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
# No task takes longer. What was lost on the way, or with a worker, is given again a while later.
CELERY_TASK_TIME_LIMIT = 300
TASK_PATIENCE = timedelta(seconds=CELERY_TASK_TIME_LIMIT + 60)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "socket_timeout": 5,
    "socket_connect_timeout": CELERY_BROKER_CONNECTION_TIMEOUT,
}
# Without a worker, pages wait for quick tasks; mail is left to the scheduler.
SCHEDULER_DOES_SLOW_TASKS = CELERY_TASK_ALWAYS_EAGER
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_IMPORTS = ["xinqiao.task_backend", "xinqiao.tasks"]
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
# Without a worker, `manage.py run_scheduler` runs the same list beside the server.
CELERY_BEAT_SCHEDULE = {
    "publish what is due": {"task": "xinqiao.publish_scheduled", "schedule": 60.0},
    "do what was left undone": {"task": "operation.sweep", "schedule": 5.0},
    "forget what was given up": {"task": "operation.forget_given_up", "schedule": 86_400.0},
    "delete long closed accounts": {"task": "xinqiao.delete_long_closed", "schedule": 86_400.0},
    "clear expired sessions": {"task": "xinqiao.clear_sessions", "schedule": 86_400.0},
    "bring the search index up to date": {
        "task": "search.catch_up",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "compare the search index with the database": {
        "task": "search.compare",
        "schedule": crontab(hour=3, minute=50),
    },
    "send notices by mail": {
        "task": "notifications.send_mail",
        "schedule": 20.0,
        "options": {"expires": 20},  # no pile of them while the worker is away
    },
    "remind of texts to review": {
        "task": "review.tell_what_is_due",
        "schedule": crontab(hour=6, minute=30),
    },
    "end attempts whose time is over": {
        "task": "assessments.sweep",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget files that were not imported": {
        "task": "assessments.forget_imports",
        "schedule": 86_400.0,
    },
    "forget folders that were not taken in": {
        "task": "knowledge.forget_uploads",
        "schedule": 86_400.0,
    },
    "look at links of resources": {
        "task": "knowledge.check_links",
        "schedule": crontab(hour=4, minute=10),
    },
    "tell of sittings and results": {
        "task": "assessments.call",
        "schedule": crontab(hour="7-21", minute="*/20"),
    },
    "compute the figures of exams": {
        "task": "assessments.compute_figures",
        "schedule": crontab(hour=2, minute=40),
    },
    # By day, and again each hour: a run that died is made up for.
    "remind idle learners": {
        "task": "courses.remind_the_idle",
        "schedule": crontab(hour="7-19", minute=0),
    },
    "put the day's notices into one mail": {
        "task": "notifications.make_digests",
        "schedule": crontab(hour=7, minute=30),
    },
    "forget what was searched long ago": {
        "task": "search.forget_old_searches",
        "schedule": crontab(hour=3, minute=50),
    },
    "forget old notices": {
        "task": "notifications.forget_old",
        "schedule": crontab(hour=3, minute=20),
    },
}
TASKS = {"default": {"BACKEND": "xinqiao.task_backend.CeleryBackend"}}

# Languages

LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [SITE_DIR / "locale", SITE_DIR / "locale_wagtail"]  # the first wins
FORMAT_MODULE_PATH = "xinqiao.formats"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True

# Wagtail

# The lists of pages that authors and reviewers work on. All other pages are for administrators.
EDITED_BELOW = ["courses.courseindexpage", "knowledge.articleindexpage", "knowledge.librarypage"]
WAGTAIL_SITE_NAME = "心桥 Xinqiao"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_FORM_BASE = "xinqiao.common.images.SafeImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILMEDIA = {
    "MEDIA_FORM_BASE": "xinqiao.common.recordings.SafeMediaForm",
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "ogg", "opus"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the site asks no host outside
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# People change their address and password on their account page, not in the editor.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "account/page_password.html"  # noqa: S105  (a file)
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "account/document_password.html"  # noqa: S105
# Whatever is changed during its review is read again by all.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True


# Front end

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
WHITENOISE_MAX_AGE = 3600

# Operation

# Whether the site looks once a week if the links of its resources still lead somewhere.
CHECK_LINKS = env.bool("CHECK_LINKS", default=not DEMO)
METRICS_DIR = DATA_DIR / "metrics"
METRICS_TOKEN = env("METRICS_TOKEN", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "xinqiao.operation.logs.RequestId"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
        "json": {"()": "xinqiao.operation.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line" if DEBUG else "json",
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        **{
            name: {"level": "WARNING"}
            for name in (
                "PIL",
                "elastic_transport",
                "celery.app.trace",
                "celery.beat",
                "celery.worker",
                "fontTools",
            )
        },
        "django.request": {"level": "ERROR"},  # a refused request has its line among all answers
    },
}
