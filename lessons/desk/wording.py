"""The words of a question where a platform has no field for all of them."""

from lessons.kit.quiz.questions import Number, Question


def prompt(question: Question) -> str:
    """Give a question's prompt as Markdown; after one that asks for a number stands its unit."""
    if isinstance(question, Number) and question.unit:
        return f"{question.prompt.strip()} ({question.unit})"
    return question.prompt
