"""Lessons for any browser: plain pages, made from the same notebooks, exhibits and questions."""
