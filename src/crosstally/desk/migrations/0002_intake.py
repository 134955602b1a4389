"""What pages of pictures look like."""

from django.db import migrations, models


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
    ]
