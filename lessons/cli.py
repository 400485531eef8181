"""The command ``lessons``: one subcommand for each thing that a person does with the kit."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lessons import __version__
from lessons.kit.files import PathError, named

MISSING = 3
"""What ``lessons report`` ends with if some work couldn't be read."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``lessons`` with ``argv``.

    Returns
    -------
    int
        0 if all went well, 1 if a check found something, 2 if the command couldn't run,
        3 if a report was made and some work couldn't be read, 130 if Ctrl-C stopped it.

    Examples
    --------
    >>> main(["check"])  # doctest: +SKIP
    0
    """
    options = parser().parse_args(argv)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except PathError as error:
        return fail(str(error))
    except OSError as error:  # such as a full disk for what is kept for a moment
        said = error.strerror or str(error)
        said += f" ({error.filename})" if error.filename else ""
        return fail(f"The computer says: {said}. Mend that, then try again.")


LEARNER, TEACHER, MAKER = "For learners", "For teachers", "For those who make the kit"


class Parser:
    """The command line: each command belongs to those who use it, and help shows it so."""

    def __init__(self) -> None:
        self.top = argparse.ArgumentParser(
            prog="lessons",
            description="Reading a Crisis, a teaching kit on one news article.",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.top.add_argument(
            "--version", action="version", version=f"Reading a Crisis {__version__}"
        )
        self.commands = self.top.add_subparsers(
            metavar="COMMAND", required=True, help=argparse.SUPPRESS
        )
        self.groups: dict[str, list[str]] = {}

    def add(self, group: str, name: str, said: str) -> argparse.ArgumentParser:
        """Add a command to a group, with what it does in a few words."""
        lines = self.groups.setdefault(group, [])
        lines.append(f"  {name:<9} {said}")
        told = [f"{title}:\n" + "\n".join(listed) for title, listed in self.groups.items()]
        self.top.epilog = "\n\n".join([*told, "lessons COMMAND --help says more."])
        return self.commands.add_parser(name, description=f"{said[0].upper()}{said[1:]}.")


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    line = Parser()
    add_learner(line)
    if (Path(__file__).parent / "desk").is_dir():  # an edition without answers has none
        add_desk(line)
        add_site(line)
    add_maker(line)
    return line.top


def add_learner(line: Parser) -> None:
    """Describe a learner's commands."""
    start = line.add(LEARNER, "start", "open the lessons in JupyterLab")
    add_address(start)
    start.add_argument(
        "--folder",
        metavar="DIR",
        help="where copies and answers lie (the kit's folder, or “Reading a Crisis” in the home)",
    )
    start.set_defaults(run=run_start)

    restore = line.add(LEARNER, "restore", "put your copy of a lesson back as it was made")
    restore.add_argument("lesson", metavar="LESSON", nargs="*", help="such as 03 or crimea")
    restore.set_defaults(run=run_restore)

    record = line.add(LEARNER, "record", "bring back answers that the record lacks")
    record.add_argument("what", choices=["mend"], help="look at all that lies beside the record")
    record.add_argument(
        "other", metavar="FILE", nargs="*", help="another record or hand-in to look at"
    )
    record.set_defaults(run=run_record)
    add_forget(line)

    handin = line.add(LEARNER, "handin", "write the hand-in file of who learned here last")
    handin.add_argument("--out", metavar="DIR", help="where to write (the learner's work folder)")
    handin.set_defaults(run=run_handin)


def add_forget(line: Parser) -> None:
    """Describe how answers are taken away."""
    forget = line.add(LEARNER, "forget", "show what is kept under a nickname, and take it away")
    forget.add_argument("nickname", metavar="NAME", help="as it was typed on the start page")
    forget.add_argument("--yes", action="store_true", help="take it away; else it is only shown")
    forget.set_defaults(run=run_forget)


def add_address(command: argparse.ArgumentParser) -> None:
    """Describe where JupyterLab listens."""
    command.add_argument("--ip", default="127.0.0.1", help="address to listen on (this machine)")
    command.add_argument("--port", type=int, help="port to listen on (the first free from 8888)")
    command.add_argument(
        "--no-browser", action="store_true", help="print the address, open nothing"
    )


def add_maker(line: Parser) -> None:
    """Describe the commands of those who make the kit."""
    check = line.add(MAKER, "check", "look for mistakes in data, questions and words")
    check.add_argument(
        "--questions",
        action="store_true",
        help="list all questions with what thinking they ask for",
    )
    check.set_defaults(run=run_check)

    edit = line.add(MAKER, "edit", "open the kit's own notebooks, to write in them")
    add_address(edit)
    edit.set_defaults(run=run_edit)


def add_desk(line: Parser) -> None:
    """Describe a teacher's commands."""
    report = line.add(TEACHER, "report", "make the class report from learners' hand-ins")
    report.add_argument("folder", metavar="FOLDER", help="where the hand-ins lie, or one zip")
    report.add_argument("--out", metavar="DIR", help="where to write (FOLDER/class-report)")
    report.add_argument("--class-list", metavar="FILE", help="CSV with the names of the class")
    report.add_argument("--scale", default="100", help="full mark (100), or worst-best, as 6-1")
    report.add_argument(
        "--best", action="store_true", help="count the best answer to a question, not the first"
    )
    report.add_argument(
        "--no-marks", action="store_true", help="tell no marks on the pages to hand back"
    )
    report.add_argument("--force", action="store_true", help="overwrite what is no report")
    report.set_defaults(run=run_report)

    handouts = line.add(TEACHER, "handouts", "make sheets, plans and a pack as PDFs")
    handouts.add_argument(
        "lesson", metavar="LESSON", nargs="*", help="such as 04 or the_toll (all)"
    )
    handouts.add_argument("--paper", choices=["a4", "letter"], default="a4")
    handouts.add_argument("--large", action="store_true", help="18-point print")
    handouts.add_argument("--out", metavar="DIR", default="handouts", help="where to write")
    handouts.add_argument("--force", action="store_true", help="replace files that are there")
    handouts.set_defaults(run=run_handouts)

    export = line.add(TEACHER, "export", "write lessons' questions for another program")
    export.add_argument("lesson", metavar="LESSON", nargs="+", help="such as 04, the_toll, or all")
    export.add_argument("--to", choices=["gift", "qti", "xapi", "csv"], required=True)
    export.add_argument("--out", metavar="PATH", help="file or folder (this folder)")
    export.add_argument("--force", action="store_true", help="replace files that are there")
    export.set_defaults(run=run_export)

    edition = line.add(TEACHER, "edition", "copy the kit for learners")
    edition.add_argument("folder", metavar="DIR", help="a new or an empty folder")
    edition.add_argument("--without-answers", action="store_true", help="cards only record")
    edition.set_defaults(run=run_edition)


def add_site(line: Parser) -> None:
    """Describe the command that builds plain pages."""
    site = line.add(TEACHER, "site", "build the lessons as plain pages for any browser")
    site.add_argument("folder", metavar="DIR", help="a new or an empty folder, or an older site")
    site.add_argument("lesson", metavar="LESSON", nargs="*", help="such as the_toll (all)")
    site.add_argument("--without-answers", action="store_true", help="pages only record")
    site.add_argument("--stick", action="store_true", help="for a stick: pages that need no server")
    site.set_defaults(run=run_site)


def run_start(options: argparse.Namespace) -> int:
    """Open the lessons in JupyterLab."""
    from lessons.lab.start import StartError, start

    if options.folder:
        os.environ["LESSONS_FOLDER"] = str(named(options.folder))  # kernels ask for it as well
    try:
        start(options.ip, options.port, browser=not options.no_browser)
    except StartError as error:
        return fail(str(error))
    return 0


def run_edit(options: argparse.Namespace) -> int:
    """Open the kit's own notebooks in JupyterLab."""
    from lessons.lab.start import StartError, edit

    try:
        edit(options.ip, options.port, browser=not options.no_browser)
    except StartError as error:
        return fail(str(error))
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put notebooks back, and say for each what was done."""
    from lessons.lab.restore import RestoreError, advice, restore

    names = " ".join(options.lesson).split()
    if not names:
        return fail(f"Say which lesson is to be put back, such as 03: {advice(['03'])}.")
    try:
        for name in dict.fromkeys(names):
            sys.stdout.write(f"{restore(name)}\n")
    except RestoreError as error:
        return fail(str(error))
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Print how the lessons measure, then each mistake in data, questions and exhibits' words."""
    from lessons.kit import completeness, curriculum, data, measures, prosecheck
    from lessons.kit.data import evidence, translations
    from lessons.kit.exhibits import wordcheck
    from lessons.kit.quiz import bank

    if options.questions:
        sys.stdout.write("\n".join(measures.questions()) + "\n")
        return 0
    facts = [data.check, evidence.check, translations.check]
    checks = [*facts, bank.check, wordcheck.check, prosecheck.check, completeness.check]
    checks += [curriculum.check]
    found = [finding for check in checks for finding in check()]
    for line in [*measures.report(), *found]:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(found)} to mend.\n" if found else "Nothing to mend.\n")
    return 1 if found else 0


def run_report(options: argparse.Namespace) -> int:
    """Make the class report; 3 says that it is made, but some work couldn't be read."""
    from lessons.desk.report import ReportError, Wishes, report

    wishes = Wishes(
        class_list=options.class_list,
        scale=options.scale,
        best=options.best,
        handed_back_marks=not options.no_marks,
        force=options.force,
    )
    try:
        result = report(options.folder, options.out, wishes)
    except ReportError as error:
        return fail(str(error))
    sys.stdout.write(result.said + "\n")
    return MISSING if result.not_counted else 0


def run_handouts(options: argparse.Namespace) -> int:
    """Make handouts, and name each as it is written."""
    from lessons.desk.handouts import handouts
    from lessons.kit.quiz.bank import BankError
    from lessons.kit.syllabus import ALL, SyllabusError, chosen
    from lessons.kit.walk import WalkError

    out = named(options.out)
    try:
        lessons = chosen(options.lesson or [ALL])
        look = handouts.Look(options.paper, options.large)
        for path in handouts.make(lessons, out, look, force=options.force):
            sys.stdout.write(f"{path}\n")
    except (SyllabusError, BankError, WalkError, handouts.HandoutError) as error:
        return fail(str(error))
    sys.stdout.write(f"The handouts are in {out.absolute()}.\n")
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Export lessons' questions, and say what was left out."""
    from lessons.desk.export import FORMATS, ExportError, export
    from lessons.kit.quiz.bank import BankError
    from lessons.kit.syllabus import SyllabusError, chosen

    out = None if options.out is None else named(options.out)
    try:
        lessons = chosen(options.lesson)
        if len(lessons) > 1 and out is not None and not out.is_dir():
            return fail(f"{out} is no folder, and {len(lessons)} lessons need one. Make it first.")
        for lesson in lessons:
            done = export(lesson, options.to, out, force=options.force)
            said = f"{done.written} of {done.asked} questions are in {done.path.absolute()}."
            sys.stdout.write("\n".join([said, *done.remarks]) + "\n")
    except (SyllabusError, BankError, ExportError) as error:
        return fail(str(error))
    sys.stdout.write(FORMATS[options.to].use + "\n")
    return 0


def run_edition(options: argparse.Namespace) -> int:
    """Make a learners' edition."""
    from lessons.desk.editions import EditionError, make
    from lessons.kit.quiz.bank import BankError

    try:
        done = make(options.folder, answers=not options.without_answers)
    except (EditionError, BankError) as error:
        return fail(str(error))
    kind = "without answers" if options.without_answers else "with answers"
    sys.stdout.write(
        f"The edition {kind} is in {done.folder}: {done.lessons} lessons, {done.files} files.\n"
        "Copy the folder to a stick or a share; learners type “make lab” in it.\n"
    )
    if done.key:
        sys.stdout.write(
            f"Keep {done.key}, also in your backup: only with it can hand-ins be marked.\n"
        )
    return 0


def run_site(options: argparse.Namespace) -> int:
    """Build the lessons as plain pages, and say what they do with answers."""
    from lessons.desk import seals
    from lessons.kit.syllabus import SyllabusError, chosen
    from lessons.pages import python_parts
    from lessons.pages.site import SiteError, build

    records = options.without_answers or not python_parts.available()
    try:
        lessons = chosen(options.lesson)
        secret = seals.own_secret() if records else None
        site = build(named(options.folder), lessons, secret=secret, stick=options.stick)
    except (SiteError, SyllabusError, seals.KeyFileError) as error:
        return fail(str(error))
    size = sum(site.files.values()) / 1e6
    sys.stdout.write(f"{site.folder}: {len(site.files)} files, {size:.1f} MB.\n")
    if site.marks:
        sys.stdout.write("Its pages mark answers. Whoever looks for the key in them can find it.\n")
        return 0
    if not options.without_answers:
        sys.stdout.write("Python for pages is not here (make parts brings it).\n")
    sys.stdout.write(
        "Its pages hold no key: they keep answers, and mark none. Keep "
        f"{seals.key_file()}, also in your backup: only with it can hand-ins be marked.\n"
    )
    return 0


def run_handin(options: argparse.Namespace) -> int:
    """Write a learner's hand-in."""
    from lessons.kit.record import Record, RecordError
    from lessons.kit.record.handin import HandInError, write

    try:
        path = write(Record.open(), None if options.out is None else named(options.out))
    except (HandInError, RecordError) as error:
        return fail(str(error))
    sys.stdout.write(f"The hand-in is {path}. Give this file to the teacher.\n")
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """Show what is kept under a nickname; take it away if that is asked for."""
    from lessons.kit.record import Record, RecordError
    from lessons.kit.record.forgetting import forget, look

    try:
        record = Record.open()
        kept = look(record, options.nickname)
        if options.yes:
            forget(record, kept)
    except RecordError as error:
        return fail(str(error))
    done = "Taken away" if options.yes else "Kept"
    lines = [
        f"{done} under “{kept.nickname}” in {record.path}: answers {kept.answers}, "
        f"begun and not checked {kept.drafts}.",
        *(f"{done} beside it: {path}" for path in (*kept.copies, *kept.hand_ins)),
        *(f"Damaged, and nobody can say whose: {path}" for path in kept.unread),
        "Elsewhere may lie: hand-ins that were given away, class reports, the learner's own "
        "notebooks, backups of the disk.",
    ]
    if not options.yes:
        lines.append("To take it away for good, type the same with --yes.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def run_record(options: argparse.Namespace) -> int:
    """Bring back answers, and say for each file what came of it."""
    from lessons.kit.record import Record, RecordError
    from lessons.kit.record.mending import mend

    try:
        record = Record.open()
        found = mend(record, [named(path) for path in options.other])
        answers = len(record.attempts())
    except RecordError as error:
        return fail(str(error))
    lines = [f"  {each}" for each in found] or ["  There was nothing beside it to look at."]
    who = record.learner() or "nobody yet"
    said = f"{record.path} now holds {answers} answers of the one who learns here ({who})."
    sys.stdout.write("\n".join([*lines, said]) + "\n")
    return 0


def fail(sentence: str) -> int:
    """Print one sentence for the person who typed the command; return the exit code 2."""
    sys.stderr.write(f"lessons: {sentence}\n")
    return 2
