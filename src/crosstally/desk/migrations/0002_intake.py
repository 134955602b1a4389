"""What pages of pictures look like, and links by which people without an account send them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import crosstally.desk.models


class Migration(migrations.Migration):
    """Made by Django from the models as they then were."""

    dependencies = [("desk", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="picturepage",
            name="likeness",
            field=models.CharField(default="0" * 144, max_length=144),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="SendingLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("label", models.CharField(max_length=80)),
                ("everyone", models.BooleanField()),
                ("closed", models.BooleanField(default=False)),
                ("salt", models.BinaryField(default=crosstally.desk.models._salt, max_length=32)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.AddField(
            model_name="picturepage",
            name="link",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="desk.sendinglink",
            ),
        ),
    ]
