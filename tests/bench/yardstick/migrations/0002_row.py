import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("yardstick", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
