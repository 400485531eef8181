"""What is read: the article, documents, words to know, and what a picture says to the blind."""
