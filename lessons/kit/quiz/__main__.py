"""Print the JSON Schema of quiz.yaml: ``python -m lessons.kit.quiz > …/quiz.schema.json``."""

import json
import sys

from lessons.kit.quiz.bank import schema

sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
