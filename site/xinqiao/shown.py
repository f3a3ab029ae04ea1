"""What pages for everybody show, as far as the page cache has to know. All labels are Django's."""

PARAMETERS = ["audience", "facet", "group", "kind", "level", "page", "topic"]
"""The parameters under which a page is kept, with those values that the page itself calls its own
by `canonical_query`. With any other parameter it is made for the one request."""

UNSEEN = {
    # Whole apps: people, who may do what, and what editors work with
    "account",
    "assessments",
    "auth",
    "contenttypes",
    "joining",
    "mfa",
    "notifications",
    "operation",
    "search",
    "sessions",
    "simple_translation",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailusers",
    # People, and what is recorded about them
    "accounts.assignment",
    "accounts.auditentry",
    "accounts.audithead",
    "accounts.person_groups",
    "accounts.person_user_permissions",
    "courses.coursetitle",
    "courses.enrolment",
    "courses.lessonfact",
    "courses.lessonoutline",
    "courses.lessonprogress",
    "courses.reflection",
    "knowledge.downloadcount",
    "knowledge.linkcheck",
    "knowledge.resourceupload",
    "knowledge.savedresource",
    # Drafts, their review, and the editor's own books
    "review.roletask",
    "wagtailcore.apitoken",
    "wagtailcore.comment",
    "wagtailcore.commentreply",
    "wagtailcore.groupapprovaltask",
    "wagtailcore.groupapprovaltask_groups",
    "wagtailcore.groupcollectionpermission",
    "wagtailcore.grouppagepermission",
    "wagtailcore.groupsitepermission",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    "wagtailcore.task",
    "wagtailcore.taskstate",
    "wagtailcore.uploadedfile",
    "wagtailcore.workflow",
    "wagtailcore.workflowcontenttype",
    "wagtailcore.workflowpage",
    "wagtailcore.workflowstate",
    "wagtailcore.workflowtask",
}
"""Apps and models of which no page for everybody shows anything. All others clear the cache."""

SEEN = {"assessments.selfcheckpage"}
"""Models of these apps that such pages do show."""

UNSEEN_WHEN_NEW = {
    "accounts.person",  # trainers stand on the pages of their courses; nobody does by signing up
    "wagtailimages.rendition",  # made for the page that is about to show it
}
"""Models that clear it when something is changed or removed, but not when something is added."""
