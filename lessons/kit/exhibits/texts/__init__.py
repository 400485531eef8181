"""What is read: the place of a passage in the article, documents, words to know."""
