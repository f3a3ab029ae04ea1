from django.db import migrations, models


def keep_titles(apps, schema_editor):
    """What the courses of today are called, also those that are not published."""
    titles = apps.get_model("courses", "CourseTitle").objects
    pages = apps.get_model("courses", "CoursePage").objects.all()
    for page in pages.select_related("locale").order_by("live"):
        titles.update_or_create(
            course_key=page.translation_key,
            language=page.locale.language_code,
            defaults={"title": page.title},
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_words_for_editors")]

    operations = [
        migrations.CreateModel(
            name="CourseTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("course_key", models.UUIDField(verbose_name="course")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("title", models.CharField(max_length=255, verbose_name="title")),
            ],
            options={
                "verbose_name": "title of a course",
                "verbose_name_plural": "titles of courses",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("course_key", "language"),
                        name="one_title_per_course_and_language",
                    )
                ],
            },
        ),
        migrations.RunPython(keep_titles, migrations.RunPython.noop, elidable=True),
    ]
