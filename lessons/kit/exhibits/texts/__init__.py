"""What is read: the article, documents, words to know, and what a picture says to the blind."""

from lessons.kit.exhibits.texts.article import Article
from lessons.kit.exhibits.texts.document import Documents
from lessons.kit.exhibits.texts.glossary import Glossary

__all__ = ["Article", "Documents", "Glossary"]
