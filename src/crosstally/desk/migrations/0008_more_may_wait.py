"""Of a sending link more sheets may wait than of others, where a coordinator says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Of links that there are, as many may wait as before."""

    dependencies = [("desk", "0007_each_file_once")]

    operations = [
        migrations.AddField(
            model_name="sendinglink",
            name="granted",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
