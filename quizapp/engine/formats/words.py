"""The words that other tools use for kinds of questions, for true and false, and for difficulty."""

from quizapp.engine.formats.column_names import normalised

CHOICE = "choice"
"""A question with options; how many of them are right says which kind it is."""

_KINDS = {
    CHOICE: (
        "multichoice|multiple choice|multiplechoice|mcq|mc|choice|choices|quiz|radio|auswahl|"
        "opcion multiple|multipla escolha|choix multiple|scelta multipla|множественный выбор"
    ),
    "single_choice": "single choice|singlechoice|single answer|single|one answer|single select|scq",
    "multiple_choice": (
        "checkbox|checkboxes|multiple answer|multiple answers|multiple select|multi select|"
        "multiselect|multiple response|multiple correct|multi|msq|maq"
    ),
    "true_false": (
        "true false|truefalse|true or false|t f|tf|boolean|bool|verdadero falso|"
        "verdadeiro falso|verdadeiro ou falso|vrai faux|vrai ou faux|richtig falsch|wahr falsch|"
        "vero falso|waar onwaar|prawda falsz|да нет|верно неверно|правда ложь|dogru yanlis"
    ),
    "short_answer": (
        "short answer|shortanswer|short|text|fill in the blank|fill in the blanks|fill in|"
        "fillin|fill|blank|free text|free response|type answer|type the answer|written|"
        "kurzantwort|respuesta corta|resposta curta|reponse courte|risposta breve"
    ),
    "numerical": "numerical|numeric|number|numerisch|numerica|numerico|numerique",
    "card": "card|flashcard|flash card|basic|karteikarte|carte|tarjeta",
}
_KIND_OF = {normalised(word): kind for kind, words in _KINDS.items() for word in words.split("|")}
_TRUE = (
    "true|t|yes|y|correct|right|wahr|richtig|ja|verdadero|cierto|si|v|verdadeiro|certo|sim|vrai|"
    "oui|vero|waar|juist|prawda|tak|правда|верно|да|правильно|істина|так|dogru|evet|正|真|对|是|"
    "○|o|참|예|صح|صحيح|نعم"
)
_FALSE = (
    "false|f|no|n|incorrect|wrong|falsch|nein|falso|errado|nao|faux|non|onwaar|onjuist|nee|"
    "falsz|nie|ложь|неверно|нет|неправильно|хибність|ні|yanlis|hayir|誤|假|错|否|×|x|거짓|아니오|"
    "خطأ|خاطئ|لا"
)
_TRUTH = {
    **{normalised(word) or word: True for word in _TRUE.split("|")},
    **{normalised(word) or word: False for word in _FALSE.split("|")},
}
_DIFFICULTIES = {
    "easy": (
        "easy|simple|low|beginner|leicht|einfach|facil|facile|makkelijk|latwy|latwe|легкий|легко|"
        "просто|kolay|簡単|简单|容易|쉬움|سهل|1"
    ),
    "medium": (
        "medium|moderate|normal|intermediate|average|mittel|medio|media|moyen|intermediario|"
        "gemiddeld|sredni|srednie|средний|средне|середній|orta|普通|中等|中|보통|متوسط|2"
    ),
    "hard": (
        "hard|difficult|high|advanced|expert|schwer|schwierig|dificil|difficile|moeilijk|trudny|"
        "trudne|сложный|сложно|трудный|важкий|складний|zor|難しい|困难|难|어려움|صعب|3"
    ),
}
_DIFFICULTY_OF = {
    normalised(word): level for level, words in _DIFFICULTIES.items() for word in words.split("|")
}


def kind_of(word: str) -> str | None:
    """Return the kind that a word means, "" for an empty one, None for one that isn't known."""
    return _KIND_OF.get(normalised(word)) if word else ""


def truth_of(word: str) -> bool | None:
    """Return what a word for true or false means, None for any other."""
    return _TRUTH.get(normalised(word) or word)


def difficulty_of(word: str) -> str:
    """Return the difficulty that a word means, "" for one that isn't known."""
    return _DIFFICULTY_OF.get(normalised(word), "")
