"""What an entry of the log says in plain words, and whom it concerns besides the one it names."""

from collections.abc import Mapping
from typing import Any

from quizapp.audit.services import Action

WORDS: Mapping[Action, str] = {
    Action.SAW_GRADEBOOK: "looked at the gradebook",
    Action.SAW_STUDENT: "looked at a student’s work",
    Action.SAW_ATTEMPT: "looked at a student’s answers",
    Action.SAW_OVERVIEW: "looked at who needs help",
    Action.SAW_ANALYSIS: "looked at how the questions worked",
    Action.EXPORTED_GRADES: "took the grades out as a file",
    Action.PRINTED_REPORT: "opened a report to print",
    Action.CHANGED_GRADE: "changed a grade",
    Action.CHANGED_CATEGORIES: "changed the categories and weights of grades",
    Action.MARKED_AGAIN: "had a question marked again",
    Action.CREATED_CLASS: "created the class",
    Action.CHANGED_CLASS: "changed the class’s settings",
    Action.ARCHIVED_CLASS: "archived the class",
    Action.RESTORED_CLASS: "brought the class back from the archive",
    Action.ADDED_TEACHER: "added a teacher",
    Action.REMOVED_TEACHER: "removed a teacher",
    Action.JOINED_CLASS: "joined the class",
    Action.APPROVED_STUDENT: "let a student in",
    Action.REMOVED_STUDENT: "removed a student",
    Action.LEFT_CLASS: "left the class",
    Action.CHANGED_STUDENT: "changed what is kept of a student",
    Action.IMPORTED_ROSTER: "imported a list of students",
    Action.CHANGED_GROUPS: "changed the groups",
    Action.ISSUED_CODE: "issued a one-time code to sign in",
    Action.USED_CODE: "signed in with a one-time code",
    Action.PRINTED_SLIPS: "opened sign-in slips to print",
    Action.GAVE_ASSIGNMENT: "gave an assignment",
    Action.CHANGED_ASSIGNMENT: "changed an assignment",
    Action.WITHDREW_ASSIGNMENT: "withdrew an assignment",
    Action.INVITED_TEACHER: "invited a teacher",
    Action.EXPORTED_DATA: "took a copy of all that is kept of a person",
    Action.DELETED_ACCOUNT: "deleted an account",
    Action.ANONYMISED_ACCOUNT: "took the name off an account",
    Action.APPLIED_RETENTION: "deleted what is past its time",
}

CONCERNS_EVERYBODY = frozenset(
    {
        *(Action.SAW_GRADEBOOK, Action.SAW_OVERVIEW, Action.SAW_ANALYSIS),
        Action.EXPORTED_GRADES,
        *(Action.PRINTED_REPORT, Action.CHANGED_GRADE, Action.MARKED_AGAIN),
        *(Action.CHANGED_CATEGORIES, Action.PRINTED_SLIPS),
    }
)
"""Where such an entry names nobody, it was about the results of all students of its class."""

_TOLD = ("assignment", "title", "group", "name", "file", "classes", "accounts", "entries")


def words_of(action: str) -> str:
    """What was done; an action that this version doesn't know is named as it is stored."""
    try:
        return WORDS[Action(action)]
    except ValueError:
        return action


def about(details: Mapping[str, Any]) -> str:
    """What of an entry's details says which thing it was, in a few words; "" for none."""
    told = (details.get(name) for name in _TOLD)
    return ", ".join(value for value in told if isinstance(value, str) and value)
