"""What a person chooses before a quiz."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, ValidationError

from quizapp.accounts.forms import WholeNumberField
from quizapp.banks.services import BankSummary, Topic
from quizapp.quizzes.choosing import MAX_QUESTIONS, Source


class PractiseForm(FlaskForm):
    """Banks, topics, number of questions, and how they are laid out."""

    banks = SelectMultipleField("Banks", validate_choice=False)
    topics = SelectMultipleField("Topics", validate_choice=False)
    question_count = WholeNumberField(
        "Number of questions",
        default=10,
        validators=[
            InputRequired("Enter a number."),
            NumberRange(1, MAX_QUESTIONS, f"Enter a number from 1 to {MAX_QUESTIONS}."),
        ],
        render_kw={"inputmode": "numeric"},
    )
    layout = RadioField(
        "Show",
        choices={"one": "One question per page", "all": "All questions on one page"},
        default="one",
        validate_choice=False,
    )

    def offer(self, banks: Sequence[BankSummary], topics: Sequence[Topic]) -> None:
        """Set what can be chosen; a topic's value names its bank too."""
        self.bank_ids = {str(bank.id): bank.id for bank in banks if bank.quiz_questions}
        self.offered_topics = {topic_value(topic): topic for topic in topics}

    def validate_banks(self, field: SelectMultipleField) -> None:
        """At least one bank, by itself or by a topic of it, and none that is gone."""
        if not (field.data or self.topics.data):
            raise ValidationError("Choose at least one bank.")
        if not self.bank_ids.keys() >= set(field.data or []):
            raise ValidationError("A bank that you chose is gone. Choose again.")

    def validate_topics(self, field: SelectMultipleField) -> None:
        """No topic that is gone."""
        if not self.offered_topics.keys() >= set(field.data or []):
            raise ValidationError("A topic that you chose is gone. Choose again.")

    def validate_layout(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in {"one", "all"}:
            raise ValidationError("Choose how the questions are shown.")

    def sources(self) -> list[Source]:
        """The chosen banks with their chosen topics; a topic stands for its bank too."""
        topics = [self.offered_topics[value] for value in dict.fromkeys(self.topics.data or [])]
        bank_ids = [self.bank_ids[value] for value in self.banks.data or []]
        return [
            Source(bank_id, tuple(topic.name for topic in topics if topic.bank_id == bank_id))
            for bank_id in dict.fromkeys([*bank_ids, *(topic.bank_id for topic in topics)])
        ]


def topic_value(topic: Topic) -> str:
    """How a topic is named in the form."""
    return f"{topic.bank_id}:{topic.name}"
