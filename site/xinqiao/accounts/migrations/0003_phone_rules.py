from django.db import migrations, models

from xinqiao.accounts import phones


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_own_user_names")]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=20,
                validators=[phones.validate_phone],
                verbose_name="phone",
            ),
        ),
    ]
