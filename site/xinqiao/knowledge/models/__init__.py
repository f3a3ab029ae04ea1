from .article_index import ArticleIndexPage
from .articles import ArticlePage
from .glossary import GlossaryTerm
from .library_page import LibraryPage
from .link_checks import LinkCheck
from .resource_files import DownloadCount, ResourceFile
from .resource_uploads import ResourceUpload
from .resources import ResourcePage
from .shelves import CollectedResource, ResourceCollection, SavedResource
from .terms import Audience, Competence, CompetenceDomain, Level, Topic

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "Audience",
    "CollectedResource",
    "Competence",
    "CompetenceDomain",
    "DownloadCount",
    "GlossaryTerm",
    "Level",
    "LibraryPage",
    "LinkCheck",
    "ResourceCollection",
    "ResourceFile",
    "ResourcePage",
    "ResourceUpload",
    "SavedResource",
    "Topic",
]
