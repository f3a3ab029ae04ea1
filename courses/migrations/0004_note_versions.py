import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_first_moments"),
    ]

    operations = [
        migrations.AddField(
            model_name="reflection",
            name="version",
            field=models.UUIDField(
                default=uuid.uuid4,
                help_text="Changes with the text; by it a device tells what its words were based on.",
                verbose_name="version",
            ),
        ),
    ]
