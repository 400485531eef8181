"""The zip file around questions: a manifest that names each file, and the pictures."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET  # only written here, never read

from lessons.desk.export import shown
from lessons.desk.export.parts import Part
from lessons.desk.export.qti.xml import leaf

WHEN = (2021, 12, 30, 0, 0, 0)  # the day of the article: the same questions give the same bytes
IMAGES = "%24IMS-CC-FILEBASE%24/images/"
"""Where a platform finds the pictures of a package."""


def manifest(
    space: str, identifier: str, schema: str, version: str
) -> tuple[ET.Element, ET.Element]:
    """Begin a manifest.

    Parameters
    ----------
    space, identifier : str
        Its namespace, and what it is called.
    schema, version : str
        What the package says it is.

    Returns
    -------
    tuple of Element
        The manifest, and where resources go.
    """
    root = ET.Element("manifest", xmlns=space, identifier=identifier)
    about = ET.SubElement(root, "metadata")
    leaf(about, "schema", schema)
    leaf(about, "schemaversion", version)
    ET.SubElement(root, "organizations")
    return root, ET.SubElement(root, "resources")


def resource(
    resources: ET.Element, identifier: str, kind: str, files: Iterable[str], **more: str
) -> ET.Element:
    """Add a resource with its files."""
    node = ET.SubElement(resources, "resource", {"identifier": identifier, "type": kind, **more})
    for path in files:
        ET.SubElement(node, "file", href=path)
    return node


def pictures(parts: Sequence[Part], resources: ET.Element) -> dict[str, bytes]:
    """Name the pictures of all questions in a manifest; give them by their paths."""
    drawn = {
        f"images/{picture.name}": picture.content
        for _, questions in parts
        for question in questions
        for picture in shown.pictures(question)
    }
    for number, path in enumerate(drawn, 1):
        resource(resources, f"image{number}", "webcontent", [path], href=path)
    return drawn


def zipped(trees: Mapping[str, ET.Element], others: Mapping[str, bytes]) -> bytes:
    """Give a zip file: the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path, root in trees.items():
            ET.indent(root)
            content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
            package.writestr(zipfile.ZipInfo(path, WHEN), content, zipfile.ZIP_DEFLATED)
        for path, content in others.items():
            package.writestr(zipfile.ZipInfo(path, WHEN), content)
    return out.getvalue()
