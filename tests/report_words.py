"""Names that a report must survive: a script, Cyrillic, right-to-left."""

SCRIPT = "<script>alert('x')</script>"
CYRILLIC = "Жетісу облысы"
ARABIC = "محافظة الشمال"
