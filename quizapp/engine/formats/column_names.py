"""What the columns of a foreign spreadsheet mean, by the names that people give them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from quizapp.engine.kinds.base import MAX_FIELDS

MAX_NAME = 200
# Looking for a near name is slow, and a table of very many columns is no list of questions.
MAX_CLOSE = 100
WRONG = "wrong"

_CLOSE = 0.87
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# A single letter or digit in brackets is no remark, but for that of "answer(s)".
_BRACKETED = re.compile(r"\s*[(\[（](?:[^)\]）]{2,}|[sS])[)\]）]")
_REMARK = re.compile(r"\s+[-–—:]\s.*", re.DOTALL)
_ORDINAL = re.compile(r"(?<=\d) ?(?:st|nd|rd|th|er|e|ª|º)(?= )")
_NO_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])")
_FILLERS = frozenset(["the", "text", "texte", "texto", "testo", "tekst", "of", "a"])

# Roles and their names, the surest first: of two columns with one role the first of these has it.
_NAMES = {
    "question": (
        "question text|questiontext|question|questions|question stem|question statement|"
        "question content|stem|prompt|enunciado|item stem|q|"
        "frage|fragetext|fragestellung|fragen|pregunta|preguntas|texto de la pregunta|"
        "pergunta|perguntas|texto da pergunta|questao|domanda|domande|quesito|testo domanda|"
        "vraag|vragen|vraagtekst|pytanie|pytania|tresc pytania|"
        "вопрос|вопросы|текст вопроса|питання|запитання|текст питання|soru|sorular|soru metni|"
        "問題文|問題|設問|質問|题目|題目|问题|題干|题干|試題|试题|질문|문제|문항|"
        "السؤال|سؤال|نص السؤال|"
        "cau hoi|otazka|fraga|sporsmal|sporgsmal|kysymys|ερωτηση|"
        "front|vorderseite|recto|anverso|term|terms|begriff|terme|termino|termo|termine|termin|"
        "термин|термін|terim|用語|术语|용어|المصطلح|"
        "word|words|vocabulary|vocab|vokabel|wort|mot|palabra|palavra|parola|woord|slowo|слово|"
        "kelime|単語|单词|生词|단어|كلمة|expression|phrase"
    ),
    "correct": (
        "correct answer|correct answers|correct option|correct options|correct choice|"
        "correct choices|right answer|right answers|right option|correct|correct index|"
        "correct answer index|answer index|correct option index|correct answer text|"
        "correct response|answer key|key|solution key|correct letter|is correct|answered|"
        "richtige antwort|richtige antworten|richtig|losung|korrekte antwort|"
        "bonne reponse|bonnes reponses|reponse correcte|reponses correctes|reponse juste|correcte|"
        "respuesta correcta|respuestas correctas|correcta|clave|"
        "resposta correta|respostas corretas|resposta certa|correta|gabarito|"
        "risposta corretta|risposte corrette|risposta esatta|corretta|"
        "juiste antwoord|correct antwoord|goede antwoord|"
        "poprawna odpowiedz|prawidlowa odpowiedz|poprawne odpowiedzi|poprawna|klucz|"
        "правильный ответ|правильные ответы|верный ответ|правильный вариант|"
        "правильна відповідь|правильні відповіді|dogru cevap|dogru sik|dogru yanit|"
        "正解|正答|正确答案|正確答案|정답|"
        "الإجابة الصحيحة|الاجابة الصحيحة|dap an dung|solution"
    ),
    "answer": (
        "answer|answer text|back|definition|definitions|meaning|meanings|translation|response|"
        "ruckseite|antwort|antworttext|bedeutung|ubersetzung|reponse|verso|traduction|"
        "respuesta|reverso|definicion|significado|traduccion|resposta|definicao|traducao|"
        "risposta|retro|definizione|significato|traduzione|antwoord|achterkant|definitie|"
        "betekenis|vertaling|odpowiedz|definicja|znaczenie|tlumaczenie|"
        "ответ|определение|значение|перевод|відповідь|визначення|значення|переклад|"
        "cevap|yanit|tanim|anlam|ceviri|解答|答え|回答|定義|意味|訳|答案|定义|意思|翻译|"
        "답|답변|정의|뜻|번역|الإجابة|الاجابة|إجابة|التعريف|المعنى|الترجمة|dap an|a"
    ),
    "options": (
        "options|choices|answer options|answer choices|question answers|possible answers|"
        "alternatives|answers|antworten|antwortmoglichkeiten|auswahl|optionen|"
        "reponses|choix|propositions|opciones|respuestas|alternativas|opcoes|respostas|"
        "opzioni|risposte|scelte|opties|antwoorden|odpowiedzi|opcje|warianty|"
        "варианты|варианты ответа|варианты ответов|ответы|варіанти|варіанти відповідей|"
        "відповіді|secenekler|siklar|cevaplar|選択肢|选项|選項|선택지|보기|الخيارات|خيارات|الإجابات"
    ),
    "explanation": (
        "explanation|answer explanation|explanations|rationale|general feedback|feedback|"
        "justification|reason|why|extra|back extra|erklarung|erlauterung|begrundung|"
        "explication|justificatif|explicacion|retroalimentacion|explicacao|justificativa|"
        "spiegazione|motivazione|uitleg|toelichting|wyjasnienie|uzasadnienie|"
        "объяснение|пояснение|комментарий|пояснення|коментар|aciklama|解説|説明|解析|解释|"
        "해설|설명|الشرح|التفسير|شرح|giai thich"
    ),
    "topic": (
        "topic|topics|category|categories|subject|chapter|unit|section|subtopic|theme|lesson|"
        "thema|kategorie|fach|kapitel|bereich|sujet|categorie|matiere|chapitre|"
        "tema|categoria|materia|asignatura|capitulo|disciplina|assunto|argomento|capitolo|"
        "onderwerp|vak|hoofdstuk|temat|kategoria|przedmiot|rozdzial|"
        "тема|категория|предмет|раздел|категорія|розділ|konu|kategori|ders|unite|"
        "分野|カテゴリ|カテゴリー|科目|单元|类别|主题|分类|카테고리|과목|주제|단원|الموضوع|الفئة|المادة"
    ),
    "tags": (
        "tags|tag|labels|label|keywords|schlagworte|schlagworter|stichworte|etiquettes|mots cles|"
        "etiquetas|etiqueta|etichette|trefwoorden|labels|tagi|etykiety|теги|тег|метки|мітки|"
        "etiketler|タグ|标签|標籤|태그|الوسوم"
    ),
    "time_limit": (
        "time limit|time|time in seconds|time limit sec|timer|seconds|duration|time limit seconds|"
        "zeitlimit|zeit|limite de temps|temps|tiempo|limite de tiempo|tempo|limite de tempo|"
        "tijdslimiet|tijd|limit czasu|czas|время|лимит времени|час|sure|sure siniri|"
        "制限時間|时间|时间限制|제한시간|시간|الوقت"
    ),
    "points": (
        "points|point|marks|mark|score|default mark|defaultmark|max points|weight|punkte|punktzahl|"
        "puntos|puntaje|puntuacion|pontos|pontuacao|punti|punteggio|punten|punkty|"
        "баллы|балл|очки|бали|puan|配点|点数|得点|分值|分数|점수|배점|النقاط|الدرجة"
    ),
    "difficulty": (
        "difficulty|difficulty level|level|schwierigkeit|schwierigkeitsgrad|difficulte|niveau|"
        "dificultad|nivel|dificuldade|difficolta|livello|moeilijkheid|trudnosc|poziom|"
        "сложность|уровень|складність|рівень|zorluk|seviye|難易度|难度|難度|난이도|الصعوبة|do kho"
    ),
    "type": (
        "question type|type|kind|qtype|questiontype|item type|fragetyp|typ|fragenart|"
        "type de question|tipo de pregunta|tipo|tipo de pergunta|tipo di domanda|vraagtype|soort|"
        "typ pytania|тип|тип вопроса|тип питання|soru tipi|tur|形式|問題形式|类型|题型|題型|유형|"
        "문제 유형|النوع|نوع السؤال"
    ),
    "id": (
        "id|guid|uuid|question id|questionid|item id|external id|identifier|frage id|kennung|"
        "identifiant|identificador|identificativo|идентификатор|ідентифікатор|kimlik|識別子"
    ),
    "accepted": (
        "accepted|accepted answers|alternative answers|also accepted|other answers|"
        "weitere antworten|autres reponses|otras respuestas"
    ),
    "source_title": (
        "source|source title|reference|quelle|fuente|fonte|bron|zrodlo|источник|出典|来源|출처"
    ),
    "source_url": "source url|reference url|source link|quelle url",
    "note": (
        "note|notes|teacher note|comment|comments|notiz|bemerkung|remarque|nota|notas|примечание"
    ),
    "deck": "deck|stapel|mazo|baralho",
}
# Names that are known and have no role: a row's number, or what other tools note about a question.
_UNUSED = (
    "no|nr|number|num|row|question number|question no|question nr|question order|order|index|"
    "nummer|lfd nr|numero|numer|номер|番号|번호|序号|编号|question name|questionname|name|title|"
    "answer numbering|answernumbering|correct feedback|correctfeedback|incorrect feedback|"
    "incorrectfeedback|partially correct feedback|partiallycorrectfeedback|points given|"
    "points taken|image link|image|image url|media|audio|video|passage|pinyin|penalty|language"
)
_OPTION_WORDS = (
    "option|choice|alternative|answer option|answer choice|opt|possible answer|"
    "antwortmoglichkeit|auswahl|choix|proposition|opcion|alternativa|opcao|opzione|scelta|optie|"
    "keuze|opcja|wariant|вариант|вариант ответа|варіант|варіант відповіді|secenek|sik|選択肢|选项|"
    "選項|보기|선택지|الخيار|خيار"
)
_ANSWER_WORDS = (
    "answer|ans|antwort|reponse|respuesta|resposta|risposta|antwoord|odpowiedz|ответ|відповідь|"
    "cevap|yanit|回答|答案|답|الإجابة|إجابة"
)
_WRONG_WORDS = (
    "incorrect answer|wrong answer|incorrect|wrong|distractor|incorrect option|wrong option|"
    "false answer|falsche antwort|falsch|distraktor|mauvaise reponse|reponse incorrecte|"
    "reponse fausse|distracteur|respuesta incorrecta|incorrecta|distractor|resposta errada|"
    "resposta incorreta|errada|risposta errata|risposta sbagliata|errata|fout antwoord|"
    "bledna odpowiedz|неправильный ответ|неверный ответ|неправильна відповідь|yanlis cevap|"
    "不正解|誤答|错误答案|오답|الإجابة الخاطئة|إجابة خاطئة"
)
_FEEDBACK_WORDS = "feedback|option feedback|answer feedback|feedback option"
# A first row of such words names its columns, but doesn't say what they are for.
_HEADING_WORDS = (
    "english|german|french|spanish|italian|portuguese|dutch|polish|russian|ukrainian|turkish|"
    "japanese|chinese|korean|arabic|latin|greek|deutsch|englisch|franzosisch|spanisch|italienisch|"
    "latein|francais|anglais|allemand|espagnol|espanol|ingles|frances|aleman|portugues|italiano|"
    "inglese|francese|tedesco|nederlands|engels|frans|duits|polski|angielski|niemiecki|русский|"
    "английский|українська|англійська|turkce|ingilizce|日本語|英語|中文|英文|한국어|영어|العربية|"
    "country|capital|city|year|date|event|name|description|state|element|symbol|formula|person|"
    "author|book|title|concept|example|land|hauptstadt|stadt|jahr|datum|ereignis|begriff|"
    "pays|capitale|ville|annee|pais|ciudad|cidade|ano|страна|столица|город|год|"
    "кто|singular|plural|infinitive|side a|side b|side 1|side 2|column 1|column 2|column a|column b"
)


def normalised(name: str) -> str:
    """Return a column's name in lower case without accents, signs and remarks in brackets."""
    text = unicodedata.normalize("NFKC", name[:MAX_NAME])
    text = _REMARK.sub("", _BRACKETED.sub("", text).strip()) or text
    text = (
        _CAMEL.sub(" ", text)
        .casefold()
        .replace("ı", "i")
        .replace("ł", "l")
        .replace("ø", "o")
        .replace("đ", "d")
    )
    apart = unicodedata.normalize("NFD", text)
    # Only Latin letters lose their marks: in other scripts these make another letter of it.
    plain = re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", apart)
    words = _NO_WORD.sub(" ", unicodedata.normalize("NFC", plain))
    return _ORDINAL.sub("", " ".join(_DIGITS.sub(" ", words).split()) + " ").strip()


def _listed(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalised(name) for name in names.split("|")))


_ROLE_OF = {
    name: (role, rank)
    for role, names in reversed(_NAMES.items())
    for rank, name in enumerate(_listed(names))
}
_NO_ROLE = frozenset(_listed(_UNUSED))
_HEADINGS = frozenset(_listed(_HEADING_WORDS))
_NUMBERED = {
    **dict.fromkeys(_listed(_ANSWER_WORDS), "answer"),
    **dict.fromkeys(_listed(_OPTION_WORDS), "option"),
    **dict.fromkeys(_listed(_WRONG_WORDS), WRONG),
    **dict.fromkeys(_listed(_FEEDBACK_WORDS), "feedback"),
}
_ALL_NAMES = sorted(name for name in {*_ROLE_OF, *_NO_ROLE} if len(name) > 4)
_PLACE = r"[a-h]|[1-9][0-9]?"
_NUMBER_LAST = re.compile(rf"(?:(?P<words>.+) )?(?P<place>{_PLACE})")
_NUMBER_FIRST = re.compile(rf"(?P<place>{_PLACE}) (?P<words>.+)")


def roles_of(header: Sequence[str]) -> tuple[str, ...]:
    """Return the role of each column as its name says, "" where it says none that is used.

    A numbered column is `option_n`, `wrong_n` or `feedback_n`; of two columns of one role, that
    with the surer name has it.
    """
    guesses = [_guess(name, is_close=at < MAX_CLOSE) for at, name in enumerate(header)]
    numbered = [guess for guess in guesses if guess[0].startswith("answer_")]
    guesses = _numbered_answers(guesses) if numbered else guesses
    guesses = _bare_places(guesses)
    guesses = _fitted(guesses)
    return tuple(_without_doubles(guesses))


def is_known(name: str) -> bool:
    """Return whether a column's name is one that is known to have no use here."""
    return normalised(name) in _NO_ROLE


def is_heading(cell: str) -> bool:
    """Return whether a cell could name a column: a known name, or a word used for headings."""
    name = normalised(cell)
    return name in _HEADINGS or name in _ROLE_OF or name in _NO_ROLE


def _guess(name: str, *, is_close: bool) -> tuple[str, int]:
    """Return the role that a name has and how sure it is (lower is surer)."""
    words = normalised(name)
    if not words:
        return "", 0
    if words in _NO_ROLE:
        return "", 0
    if words in _ROLE_OF:
        return _ROLE_OF[words]
    if role := _numbered(words):
        return role, 0
    shorter = " ".join(word for word in words.split() if word not in _FILLERS)
    if shorter in _ROLE_OF:
        role, rank = _ROLE_OF[shorter]
        return role, rank
    if role := _numbered(shorter):
        return role, 0
    if words in _NUMBERED and _NUMBERED[words] == WRONG:
        return f"{WRONG}_1", 0
    near = get_close_matches(words, _ALL_NAMES, 1, _CLOSE) if is_close and len(words) > 4 else []
    if not near or near[0] in _NO_ROLE:
        return "", 0
    role, rank = _ROLE_OF[near[0]]
    return role, rank + 100


def _numbered(words: str) -> str:
    found = _NUMBER_LAST.fullmatch(words) or _NUMBER_FIRST.fullmatch(words)
    if found is None:
        return ""
    kind = _NUMBERED.get(found["words"] or "", "") if found["words"] else "place"
    place = found["place"]
    number = int(place) if place.isdecimal() else ord(place) - ord("a") + 1
    return f"{kind}_{number}" if kind and number <= MAX_FIELDS else ""


def _numbered_answers(guesses: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the roles where "answer 1", "answer 2" are options, or keys beside other options."""
    roles = {role for role, _ in guesses}
    has_options = "option_1" in roles or "place_2" in roles
    if has_options and "correct" not in roles:
        return [("correct", 0) if _is_answer(role) else (role, rank) for role, rank in guesses]
    return [
        (role.replace("answer_", "option_"), rank) if _is_answer(role) else (role, rank)
        for role, rank in guesses
    ]


def _is_answer(role: str) -> bool:
    return role.startswith("answer_")


def _bare_places(guesses: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the roles where columns named A, B or 1, 2 alone are options if both are there."""
    roles = {role for role, _ in guesses}
    are_options = {"place_1", "place_2"} <= roles or ("place_2" in roles and "answer" in roles)
    are_options = are_options and "option_1" not in roles
    found = []
    for role, rank in guesses:
        bare = role.startswith("place_")
        name = role.replace("place_", "option_") if are_options else ""
        found.append((name, rank) if bare else (role, rank))
    if are_options and "option_1" not in {role for role, _ in found}:
        # "A" alone means the answer; beside a column B it is an option.
        found = [("option_1", 0) if guess == _ROLE_OF["a"] else guess for guess in found]
    return found


def _fitted(guesses: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the roles as they fit each other: beside options, the answer is the key."""
    roles = {role for role, _ in guesses}
    has_options = "option_1" in roles or "options" in roles or f"{WRONG}_1" in roles
    if has_options and "correct" not in roles and "answer" in roles:
        return [("correct", rank) if role == "answer" else (role, rank) for role, rank in guesses]
    if "options" in roles and "correct" not in roles:
        # "Answers" without options and a key are the backs of cards.
        return [("answer", rank) if role == "options" else (role, rank) for role, rank in guesses]
    return guesses


def _without_doubles(guesses: list[tuple[str, int]]) -> Iterator[str]:
    surest: dict[str, tuple[int, int]] = {}
    for at, (role, rank) in enumerate(guesses):
        if role:
            surest[role] = min(surest.get(role, (rank, at)), (rank, at))
    for at, (role, _) in enumerate(guesses):
        if not role or surest[role][1] == at or role in {"correct", "tags", "accepted"}:
            yield role
        else:
            yield "tags" if role == "topic" else ""
