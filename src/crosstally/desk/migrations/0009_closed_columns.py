"""What leads to people can be kept closed; what was tried at the log-in is kept nowhere."""

from typing import Any

from django.db import migrations

import crosstally.desk.closed_columns
import crosstally.desk.models

_OF_THE_LOG_IN = (
    "axes_accessattemptexpiration",
    "axes_accessattempt",
    "axes_accesslog",
    "axes_accessfailurelog",
)


def forget_attempts(apps: Any, editor: Any) -> None:
    """Names, addresses and browsers of those who mistyped a password: they are counted in memory
    now. The tables are a library's, and may not all be there."""
    with editor.connection.cursor() as cursor:
        there = editor.connection.introspection.table_names(cursor)
        for table in _OF_THE_LOG_IN:
            if table in there:
                cursor.execute(f"DELETE FROM {table}")


class Migration(migrations.Migration):
    """Made by Django from the models as they then were, but for what is forgotten."""

    dependencies = [("desk", "0008_more_may_wait"), ("otp_totp", "0001_initial")]

    operations = [
        migrations.RunPython(forget_attempts, migrations.RunPython.noop, elidable=False),
        migrations.AlterField(
            model_name="account",
            name="name",
            field=crosstally.desk.closed_columns.ClosedText(unique=True),
        ),
        migrations.AlterField(
            model_name="account",
            name="salt",
            field=crosstally.desk.closed_columns.ClosedBytes(default=crosstally.desk.models._salt),
        ),
        migrations.AlterField(
            model_name="sendinglink",
            name="label",
            field=crosstally.desk.closed_columns.ClosedText(),
        ),
        migrations.AlterField(
            model_name="sendinglink",
            name="salt",
            field=crosstally.desk.closed_columns.ClosedBytes(default=crosstally.desk.models._salt),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="label",
            field=crosstally.desk.closed_columns.ClosedText(),
        ),
        migrations.CreateModel(
            name="Telephone",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
    ]
