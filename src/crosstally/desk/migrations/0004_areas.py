"""To which area coordinators, invitations, pictures and sending links belong."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Made by Django from the models as they then were."""

    dependencies = [("desk", "0003_second_factor")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="area",
            field=models.CharField(blank=True, default="", max_length=200),
        )
        for name in ("account", "invitation", "picturepage", "sendinglink")
    ]
