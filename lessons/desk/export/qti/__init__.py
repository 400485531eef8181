"""QTI 1.2 in its two forms: a quiz for Canvas, and a Common Cartridge."""
