"""What a call asks, and by which criteria the answers are judged."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from allotment.fund.domain import questions as domain
from allotment.fund.domain.ranking import Criterion as RankingCriterion
from allotment.fund.models.calls import Call
from allotment.kernel.domain.identifiers import new_key


class Section(models.Model):
    """One page of the form: one step of the entrant's task list."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=64)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    intro = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="fund_section_keys")]

    privacy = {"title": "public", "intro": "public"}


class Question(models.Model):
    """One question. What only some kinds need (limits, choices, unit) lies in `options`."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=64)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(
        max_length=20, choices=[(k.value, v) for k, v in domain.KIND_LABELS.items()]
    )
    text = models.CharField(max_length=300)
    short = models.CharField(max_length=80, blank=True)
    guidance = models.TextField(blank=True)
    required = models.BooleanField(default=True)
    meaning = models.CharField(
        max_length=20,
        blank=True,
        choices=[(m.value, v) for m, v in domain.MEANING_LABELS.items()],
    )
    options = models.JSONField(default=dict)

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="fund_question_keys"),
            models.UniqueConstraint(
                fields=["call", "meaning"], condition=~Q(meaning=""), name="fund_a_meaning_once"
            ),
        ]

    privacy = {
        "text": "public", "short": "public", "guidance": "public", "options": "public",
    }  # fmt: skip

    def as_domain(self) -> domain.Question:
        """The question as the rules know it."""
        options = self.options
        return domain.Question(
            key=self.key,
            kind=domain.Kind(self.kind),
            text=self.text,
            short=self.short,
            guidance=self.guidance,
            required=self.required,
            meaning=domain.Meaning(self.meaning) if self.meaning else None,
            word_limit=options.get("word_limit"),
            lowest=options.get("lowest"),
            highest=options.get("highest"),
            decimals=options.get("decimals", 0),
            earliest=_day(options.get("earliest")),
            latest=_day(options.get("latest")),
            choices=tuple(
                domain.Choice(c["value"], c["label"]) for c in options.get("choices", [])
            ),
            most=options.get("most"),
            unit=options.get("unit", ""),
        )


def options_of(question: domain.Question) -> dict[str, object]:
    """What of a question goes into `Question.options`; empty things are left out."""
    found: dict[str, object] = {
        "word_limit": question.word_limit,
        "lowest": question.lowest,
        "highest": question.highest,
        "decimals": question.decimals or None,
        "earliest": question.earliest.isoformat() if question.earliest else None,
        "latest": question.latest.isoformat() if question.latest else None,
        "choices": [{"value": c.value, "label": c.label} for c in question.choices] or None,
        "most": question.most,
        "unit": question.unit or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class RemovedPart(models.Model):
    """What was taken out of a draft's form, whole, so that it can be put back."""

    class Kind(models.TextChoices):
        SECTION = "section"
        QUESTION = "question"
        CRITERION = "criterion"

    key = models.CharField(max_length=12, unique=True, default=new_key)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="removed_parts")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    text = models.CharField(max_length=300)
    content = models.JSONField()
    removed_at = models.DateTimeField(auto_now_add=True)

    privacy = {"text": "public", "content": "public"}


class Criterion(models.Model):
    """What assessors judge by. `descriptors` has one text for each score, lowest first."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=64)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    asks = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField()
    lowest = models.SmallIntegerField(default=0)
    highest = models.SmallIntegerField(default=5)
    descriptors = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "key"], name="fund_criterion_keys"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="fund_a_criterion_weighs"),
            models.CheckConstraint(
                condition=Q(highest__gt=F("lowest")), name="fund_a_scale_has_two_ends"
            ),
        ]

    privacy = {
        "name": "public",
        "asks": "public",
        "descriptors": "public",
    }

    def as_domain(self) -> RankingCriterion:
        return RankingCriterion(self.key, self.weight, self.lowest, self.highest, self.name)
