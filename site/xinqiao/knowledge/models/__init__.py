from .article_index import ArticleIndexPage
from .articles import ArticlePage
from .glossary import GlossaryTerm
from .terms import Audience, Competence, CompetenceDomain, Level, Topic

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "Audience",
    "Competence",
    "CompetenceDomain",
    "GlossaryTerm",
    "Level",
    "Topic",
]
