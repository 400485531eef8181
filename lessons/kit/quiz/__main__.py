"""What is made from the questions.

``python -m lessons.kit.quiz schema`` prints the JSON Schema of quiz.yaml, for editors;
``python -m lessons.kit.quiz bank`` writes lessons/bank.json, for what only asks.
"""

import json
import sys

from lessons.kit import files
from lessons.kit.quiz import bank

if sys.argv[1:] == ["bank"]:
    files.replace(bank.LESSONS / bank.BUILT, bank.build())
else:
    sys.stdout.write(json.dumps(bank.schema(), indent=2, ensure_ascii=False) + "\n")
