"""What a person chooses before a quiz."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from quizapp.banks.services import BankSummary, Topic
from quizapp.quizzes.services import MAX_QUESTIONS, Source


class PractiseForm(FlaskForm):
    """Banks, topics, number of questions, and how they are laid out."""

    banks = SelectMultipleField(
        "Banks",
        coerce=int,
        validators=[InputRequired("Choose at least one bank.")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    topics = SelectMultipleField("Topics", widget=ListWidget(), option_widget=CheckboxInput())
    question_count = IntegerField(
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
        choices=[("one", "One question per page"), ("all", "All questions on one page")],
        default="one",
    )

    def offer(self, banks: Sequence[BankSummary], topics: Sequence[Topic]) -> None:
        """Set what can be chosen; a topic's value names its bank too."""
        self.banks.choices = [(bank.id, bank.title) for bank in banks if bank.quiz_questions]
        self.topics.choices = [(topic_value(topic), topic.name) for topic in topics]
        self.offered = topics

    def sources(self) -> list[Source]:
        """The chosen banks with their chosen topics."""
        chosen = set(self.topics.data or [])
        picked = [topic for topic in self.offered if topic_value(topic) in chosen]
        return [
            Source(bank_id, tuple(topic.name for topic in picked if topic.bank_id == bank_id))
            for bank_id in dict.fromkeys(self.banks.data or [])
        ]


def topic_value(topic: Topic) -> str:
    """How a topic is named in the form."""
    return f"{topic.bank_id}:{topic.name}"
