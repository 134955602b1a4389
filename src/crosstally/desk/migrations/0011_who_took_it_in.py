"""Who took a picture in, so that what waits of one coordinator's is bounded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by Django from the models as they then were."""

    dependencies = [("desk", "0010_new_password")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="granted",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="picturepage",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
