"""Of one file there is one sheet, also where it is sent twice at once."""

from typing import Any

from django.db import migrations, models


def tell_apart(apps: Any, editor: Any) -> None:
    """Where several sheets were made of one file, the oldest keeps its digest: it is by that one
    that the file is recognised. None of them goes."""
    pages = apps.get_model("desk", "PicturePage").objects.using(editor.connection.alias)
    once: set[str] = set()
    again = []
    for row in pages.filter(page=0).exclude(digest="").order_by("pk").only("pk", "digest"):
        if row.digest in once:
            again.append(row.pk)
        once.add(row.digest)
    pages.filter(pk__in=again).update(digest="")


class Migration(migrations.Migration):
    """The constraint is Django's, made from the models as they then were."""

    dependencies = [("desk", "0006_receipts")]

    operations = [
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=False),
        migrations.AddConstraint(
            model_name="picturepage",
            constraint=models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(page=0) & ~models.Q(digest=""),
                name="each_file_once",
            ),
        ),
    ]
