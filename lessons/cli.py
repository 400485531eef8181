"""The command ``lessons``: one subcommand for each thing that a person does with the kit."""

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lessons import __version__
from lessons.kit import files, language, places
from lessons.kit.catalogue import say
from lessons.kit.files import PathError, named

MISSING = 3
"""What ``lessons report`` ends with if some work couldn't be read."""
MOST_FINDINGS, LONGEST_FINDING, LONGEST_WORD = 100, 500, 120
"""Up to so many findings are printed, and up to so many letters of each and of each word."""


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
        warn_of_another_kit()
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130
    except PathError as error:
        return fail(str(error))
    except OSError as error:  # such as a full disk for what is kept for a moment
        said = error.strerror or str(error)
        said += f" ({error.filename})" if error.filename else ""
        return fail(say("command.fault.computer", fault=said))


LEARNER, TEACHER, MAKER = "learners", "teachers", "makers"


EXPORTS = ("moodle-xml", "gift", "qti", "common-cartridge", "anki", "xapi", "csv")
"""The formats of exports, known here so that help needs none of the code that writes them."""


class Parser:
    """The command line: each command belongs to those who use it, and help shows it so."""

    def __init__(self) -> None:
        self.top = argparse.ArgumentParser(
            prog="lessons",
            description=say("command.help.kit"),
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
        told = [
            "\n".join([f"{say(f'command.group.{each}')}:", *listed])
            for each, listed in self.groups.items()
        ]
        self.top.epilog = "\n\n".join([*told, say("command.help.more")])
        return self.commands.add_parser(name, description=f"{said[0].upper()}{said[1:]}.")


def parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    line = Parser()
    add_learner(line)
    if (Path(__file__).parent / "desk").is_dir():  # an edition without answers has none
        add_desk(line)
        add_site(line)
        add_class(line)
    add_maker(line)
    return line.top


def add_learner(line: Parser) -> None:
    """Describe a learner's commands."""
    start = line.add(LEARNER, "start", say("command.help.start"))
    add_address(start)
    start.add_argument(
        "--folder",
        metavar="DIR",
        help=say("command.help.start-folder"),
    )
    start.set_defaults(run=run_start)

    restore = line.add(LEARNER, "restore", say("command.help.restore"))
    restore.add_argument(
        "lesson", metavar="LESSON", nargs="*", help=say("command.help.restore-lesson")
    )
    restore.set_defaults(run=run_restore)

    record = line.add(LEARNER, "record", say("command.help.record"))
    record.add_argument("what", choices=["mend"], help=say("command.help.record-mend"))
    record.add_argument("other", metavar="FILE", nargs="*", help=say("command.help.record-other"))
    record.set_defaults(run=run_record)
    add_forget(line)

    handin = line.add(LEARNER, "handin", say("command.help.handin"))
    handin.add_argument("--out", metavar="DIR", help=say("command.help.handin-out"))
    handin.set_defaults(run=run_handin)


def add_forget(line: Parser) -> None:
    """Describe how answers are taken away."""
    forget = line.add(LEARNER, "forget", say("command.help.forget"))
    forget.add_argument("nickname", metavar="NAME", help=say("command.help.forget-name"))
    forget.add_argument("--yes", action="store_true", help=say("command.help.forget-yes"))
    forget.set_defaults(run=run_forget)


def add_address(command: argparse.ArgumentParser) -> None:
    """Describe where JupyterLab listens."""
    command.add_argument("--ip", default="127.0.0.1", help=say("command.help.ip"))
    command.add_argument("--port", type=int, help=say("command.help.port"))
    command.add_argument("--no-browser", action="store_true", help=say("command.help.no-browser"))


def add_maker(line: Parser) -> None:
    """Describe the commands of those who make the kit."""
    check = line.add(MAKER, "check", say("command.help.check"))
    check.add_argument("--questions", action="store_true", help=say("command.help.check-questions"))
    check.set_defaults(run=run_check)

    edit = line.add(MAKER, "edit", say("command.help.edit"))
    add_address(edit)
    edit.set_defaults(run=run_edit)


def add_desk(line: Parser) -> None:
    """Describe a teacher's commands."""
    report = line.add(TEACHER, "report", say("command.help.report"))
    report.add_argument("folder", metavar="FOLDER", help=say("command.help.report-folder"))
    report.add_argument("--out", metavar="DIR", help=say("command.help.report-out"))
    report.add_argument("--class-list", metavar="FILE", help=say("command.help.report-list"))
    report.add_argument("--scale", default="100", help=say("command.help.report-scale"))
    report.add_argument("--best", action="store_true", help=say("command.help.report-best"))
    report.add_argument("--no-marks", action="store_true", help=say("command.help.report-no-marks"))
    report.add_argument("--force", action="store_true", help=say("command.help.report-force"))
    report.set_defaults(run=run_report)

    statements = line.add(TEACHER, "statements", say("command.help.statements"))
    statements.add_argument("folder", metavar="FOLDER", help=say("command.help.report-folder"))
    statements.add_argument("--out", metavar="FILE", help=say("command.help.statements-out"))
    statements.add_argument("--to-lrs", metavar="URL", help=say("command.help.statements-lrs"))
    statements.add_argument("--force", action="store_true", help=say("command.help.force"))
    statements.set_defaults(run=run_statements)

    handouts = line.add(TEACHER, "handouts", say("command.help.handouts"))
    handouts.add_argument("lesson", metavar="LESSON", nargs="*", help=say("command.help.lessons"))
    handouts.add_argument("--paper", choices=["a4", "letter"], default="a4")
    handouts.add_argument("--large", action="store_true", help=say("command.help.handouts-large"))
    extent = handouts.add_mutually_exclusive_group()
    for name, what, said in (
        ("pictures", "whole", say("command.help.handouts-pictures")),
        ("questions", "questions", say("command.help.handouts-questions")),
    ):
        extent.add_argument(
            f"--{name}", dest="extent", action="store_const", const=what, default="short", help=said
        )
    handouts.add_argument("--out", metavar="DIR", default="handouts", help=say("command.help.out"))
    handouts.add_argument("--force", action="store_true", help=say("command.help.force"))
    handouts.set_defaults(run=run_handouts)

    export = line.add(TEACHER, "export", say("command.help.export"))
    export.add_argument("lesson", metavar="LESSON", nargs="+", help=say("command.help.some"))
    export.add_argument("--to", choices=EXPORTS, metavar="FORMAT", required=True)
    export.add_argument("--out", metavar="PATH", help=say("command.help.export-out"))
    export.add_argument("--force", action="store_true", help=say("command.help.force"))
    export.formatter_class = argparse.RawDescriptionHelpFormatter
    export.epilog = "\n".join(
        [
            f"{say('command.help.formats')}:",
            *(f"  {name:<17} {say(f'export.format.{name}')}" for name in EXPORTS),
        ]
    )
    export.set_defaults(run=run_export)

    edition = line.add(TEACHER, "edition", say("command.help.edition"))
    edition.add_argument("folder", metavar="DIR", help=say("command.help.folder"))
    edition.add_argument(
        "--without-answers", action="store_true", help=say("command.help.edition-sealed")
    )
    edition.set_defaults(run=run_edition)


def add_site(line: Parser) -> None:
    """Describe the command that builds plain pages."""
    site = line.add(TEACHER, "site", say("command.help.site"))
    site.add_argument("folder", metavar="DIR", help=say("command.help.site-folder"))
    site.add_argument("lesson", metavar="LESSON", nargs="*", help=say("command.help.lessons"))
    site.add_argument(
        "--without-answers", action="store_true", help=say("command.help.site-sealed")
    )
    site.add_argument("--stick", action="store_true", help=say("command.help.site-stick"))
    site.add_argument("--zip", action="store_true", help=say("command.help.site-zip"))
    site.set_defaults(run=run_site)


def add_class(line: Parser) -> None:
    """Describe the command that holds a class."""
    held = line.add(TEACHER, "class", say("command.help.class"))
    held.add_argument("lesson", metavar="LESSON", help=say("command.help.class-lesson"))
    held.add_argument("--ip", help=say("command.help.class-ip"))
    held.add_argument("--port", type=int, help=say("command.help.class-port"))
    held.add_argument("--host", action="append", default=[], help=say("command.help.class-host"))
    held.add_argument("--new", action="store_true", help=say("command.help.class-new"))
    held.add_argument("--no-browser", action="store_true", help=say("command.help.no-browser"))
    held.set_defaults(run=run_class)


def run_class(options: argparse.Namespace) -> int:
    """Hold a class."""
    from lessons.kit.syllabus import SyllabusError, chosen
    from lessons.live.room import ClassError
    from lessons.live.run import run

    try:
        lessons = chosen([options.lesson])
        if len(lessons) != 1:
            return fail(say("live.run.one"))
        run(
            lessons[0],
            ip=options.ip,
            port=options.port,
            browser=not options.no_browser,
            new=options.new,
            names=options.host,
        )
    except (ClassError, SyllabusError) as error:
        return fail(str(error))
    return 0


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
        return fail(say("command.fault.lesson", advice=advice(["03"])))
    try:
        for name in dict.fromkeys(names):
            tell(str(restore(name)))
    except RestoreError as error:
        return fail(str(error))
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Print how the lessons measure, then each mistake in data, questions and exhibits' words."""
    from lessons.kit import curriculum, data, legible, measures, prosecheck
    from lessons.kit.data import evidence, translations
    from lessons.kit.exhibits import wordcheck
    from lessons.kit.measures import completeness
    from lessons.kit.quiz import bank, translated

    if options.questions:
        tell("\n".join(measures.questions()))
        return 0
    first = [legible.check, data.check]
    then = [evidence.check, translations.check, bank.check, translated.check]
    then += [wordcheck.check, prosecheck.check, completeness.check, curriculum.check]
    found = [finding for check in first for finding in check()]
    measured = [] if found else measures.report()
    if not found:  # else the others would stumble over it
        found = [finding for check in then for finding in check()]
    found = list(dict.fromkeys(map(_cut, found)))
    left = len(found) - MOST_FINDINGS
    more = [say("command.check.more", count=left)] if left > 0 else []
    for line in [*measured, *found[:MOST_FINDINGS], *more]:
        tell(line)
    tell(say("command.check.found", count=len(found)) if found else say("command.check.nothing"))
    return 1 if found else 0


def _cut(finding: str) -> str:
    """Cut what nobody reads: long words, and all after some lines' worth."""
    whole = re.sub(rf"(\S{{{LONGEST_WORD}}})\S+", r"\1…", finding)
    return whole if len(whole) <= LONGEST_FINDING else f"{whole[:LONGEST_FINDING]}…"


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
    tell(result.said)
    return MISSING if result.not_counted else 0


def run_statements(options: argparse.Namespace) -> int:
    """Write marked statements, or send them; 3 says that some work couldn't be read."""
    from lessons.desk.report import ReportError
    from lessons.desk.report.class_report import marked_statements
    from lessons.desk.report.statements import LrsError, send
    from lessons.kit.places import work_folder

    try:
        found, faults = marked_statements(options.folder)
        if options.to_lrs:
            sent = send(found, options.to_lrs, work_folder())
            tell(say("lrs.result.sent", count=sent, all=len(found), address=options.to_lrs))
        if options.out or not options.to_lrs:
            path = named(options.out or "statements.json")
            if path.exists() and not options.force:
                return fail(say("lrs.fault.there", path=path))
            files.replace(path, json.dumps(found, ensure_ascii=False, indent=1).encode())
            tell(say("lrs.result.written", count=len(found), path=path.absolute()))
    except (ReportError, LrsError) as error:
        return fail(str(error))
    for fault in faults:
        tell(f"{fault.name}: {fault.said}")
    return MISSING if faults else 0


def run_handouts(options: argparse.Namespace) -> int:
    """Make handouts, and name each as it is written."""
    from lessons.desk.handouts import handouts
    from lessons.kit.quiz.bank import BankError
    from lessons.kit.syllabus import ALL, SyllabusError, chosen
    from lessons.kit.walk import WalkError

    out = named(options.out)
    try:
        lessons = chosen(options.lesson or [ALL])
        look = handouts.Look(options.paper, options.large, options.extent)
        for path in handouts.make(lessons, out, look, force=options.force):
            tell(str(path))
    except (SyllabusError, BankError, WalkError, handouts.HandoutError) as error:
        return fail(str(error))
    tell(say("command.handouts.written", folder=out.absolute()))
    return 0


def run_export(options: argparse.Namespace) -> int:
    """Export lessons' questions, and say what was left out."""
    from lessons.desk.export import ExportError, export
    from lessons.kit.quiz.bank import BankError
    from lessons.kit.syllabus import SyllabusError, chosen

    out = None if options.out is None else named(options.out)
    try:
        lessons = chosen(options.lesson)
        single = out is not None and not out.is_dir()
        for one in [lessons] if single else [[lesson] for lesson in lessons]:
            done = export(one, options.to, out, force=options.force)
            tell(done.said)
            for remark in done.remarks:
                tell(remark)
    except (SyllabusError, BankError, ExportError) as error:
        return fail(str(error))
    tell(say(f"export.use.{options.to}"))
    return 0


def run_edition(options: argparse.Namespace) -> int:
    """Make a learners' edition."""
    from lessons.desk.editions import EditionError, make
    from lessons.kit.quiz.bank import BankError

    try:
        done = make(options.folder, answers=not options.without_answers)
    except (EditionError, BankError) as error:
        return fail(str(error))
    kind = "command.edition.sealed" if options.without_answers else "command.edition.open"
    tell(say(kind, folder=done.folder, lessons=done.lessons, files=done.files))
    tell(say("command.edition.copy"))
    if done.key:
        tell(say("command.edition.key", key=done.key))
    return 0


def run_site(options: argparse.Namespace) -> int:
    """Build the lessons as plain pages, and say what they do with answers."""
    from lessons.desk import seals
    from lessons.kit.syllabus import SyllabusError, chosen
    from lessons.pages import python_parts
    from lessons.pages.site import SiteError, build, zipped

    records = options.without_answers or not python_parts.available()
    try:
        lessons = chosen(options.lesson)
        secret = seals.own_secret() if records else None
        site = build(named(options.folder), lessons, secret=secret, stick=options.stick)
        packed = zipped(site.folder) if options.zip else None
    except (SiteError, SyllabusError, seals.KeyFileError) as error:
        return fail(str(error))
    size = language.number(sum(site.files.values()) / 1e6, 1)
    tell(say("command.site.files", folder=site.folder, count=len(site.files), size=size))
    if packed:
        tell(say("command.site.zip", path=packed))
    if site.marks:
        tell(say("command.site.marks"))
        return 0
    if not options.without_answers:
        tell(say("command.site.no-python"))
    tell(say("command.site.records", key=seals.key_file()))
    return 0


def run_handin(options: argparse.Namespace) -> int:
    """Write a learner's hand-in."""
    from lessons.kit.record import Record, RecordError
    from lessons.kit.record.handin import HandInError, write

    try:
        path = write(Record.open(), None if options.out is None else named(options.out))
    except (HandInError, RecordError) as error:
        return fail(str(error))
    tell(say("command.handin.written", path=path))
    return 0


def run_forget(options: argparse.Namespace) -> int:
    """Show what is kept under a nickname; take it away if that is asked for."""
    from lessons.kit.record import Record, RecordError
    from lessons.kit.record.forgetting import forget, look

    in_classes = _forget_in_classes(options.nickname, really=options.yes)
    kept = None
    try:
        record = Record.open()
        kept = look(record, options.nickname)
        if options.yes:
            forget(record, kept)
    except RecordError as error:
        if not in_classes:
            return fail(str(error))
    done = "gone" if options.yes else "kept"
    if kept is not None:
        found = {"name": kept.nickname, "record": record.path, "drafts": kept.drafts}
        tell(say(f"command.forget.{done}", answers=kept.answers, **found))
        for path in (*kept.copies, *kept.hand_ins):
            tell(say(f"command.forget.{done}-beside", path=path))
        for path in kept.unread:
            tell(say("command.forget.damaged", path=path))
    for path, answers in in_classes:
        tell(say(f"command.forget.{done}-class", path=path, answers=answers))
    tell(say("command.forget.elsewhere"))
    if not options.yes:
        tell(say("command.forget.for-good"))
    return 0


def _forget_in_classes(nickname: str, *, really: bool) -> list[tuple[Path, int]]:
    """Give the classes in which a nickname answered; an edition for learners has none."""
    if not (Path(__file__).parent / "live").is_dir():
        return []
    from lessons.desk import receipts
    from lessons.live import store

    if really:
        receipts.forget(nickname)
    return store.forget(nickname, really=really)


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
    for each in list(map(str, found)) or [say("command.mend.nothing")]:
        tell(f"  {each}")
    who = record.learner() or say("command.mend.nobody")
    tell(say("command.mend.holds", record=record.path, count=answers, name=who))
    return 0


def tell(sentence: str) -> None:
    """Print what was done."""
    sys.stdout.write(f"{sentence}\n")


def warn_of_another_kit() -> None:
    """Say which copy of the kit is meant, where somebody stands in another one."""
    with suppress(OSError):  # the folder that one stands in may be gone
        other = places.other_kit()
        if other:
            sys.stderr.write(say("command.other.kit", here=other, kit=places.ROOT) + "\n")


def fail(sentence: str) -> int:
    """Print one sentence for the person who typed the command; return the exit code 2."""
    sys.stderr.write(f"lessons: {sentence}\n")
    return 2
