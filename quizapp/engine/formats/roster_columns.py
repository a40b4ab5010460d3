"""What the columns of a class list mean, and which tool has written it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from quizapp.engine.formats.column_names import normalised

Layout = Literal["own", "google", "canvas", "moodle", "oneroster", "github", "nbgrader", "names"]

# Roles and their names, the surest first.
_NAMES = {
    "first_name": (
        "first name|given name|firstname|given names|first|forename|preferred first name|"
        "first name given name|vorname|rufname|prenom|primer nombre|nombres|primeiro nome|"
        "voornaam|imie|fornamn|fornavn|etunimi|imeno|keresztnev|jmeno|ad|имя|имʼя|ім'я|名"
    ),
    "last_name": (
        "last name|family name|surname|lastname|last|last name surname|nachname|familienname|"
        "nom de famille|apellidos|apellido|sobrenome|apelido|cognome|achternaam|nazwisko|"
        "efternamn|etternavn|efternavn|sukunimi|prijmeni|vezeteknev|soyad|soyadi|фамилия|"
        "прізвище|姓"
    ),
    "name": (
        "name|full name|fullname|student name|student|display name|learner|pupil|pupil name|"
        "vollstandiger name|schuler|schulername|nachname vorname|name vorname|nom complet|"
        "nom et prenom|nom prenom|eleve|nom|nombre completo|nombre y apellidos|"
        "apellidos nombre|apellidos y nombre|alumno|estudiante|nombre|nome completo|aluno|"
        "nome e cognome|cognome e nome|studente|alunno|nome|naam|leerling|imie i nazwisko|"
        "nazwisko i imie|uczen|namn|elev|navn|nimi|фио|ученик|піб|учень|氏名|姓名|이름|الاسم"
    ),
    "sort_name": "sort name|sortable name",
    "username": (
        "username|user name|login|sis login id|login id|login name|loginname|user|"
        "benutzername|anmeldename|benutzer|nom d utilisateur|identifiant de connexion|"
        "nombre de usuario|usuario|nome de usuario|utilizador|nome utente|utente|"
        "gebruikersnaam|nazwa uzytkownika|anvandarnamn|brukernavn|brugernavn|kullanici adi|"
        "логин|имя пользователя|логін"
    ),
    "id": (
        "sis user id|sourced id|id number|student id|student number|student no|roster id|"
        "school id|pupil number|identifier|id|number|no|nr|schulernummer|schuler id|"
        "matrikelnummer|nummer|kennung|identifiant|numero|numero d etudiant|numero etudiant|"
        "ine|matricula|numero de alumno|expediente|ra|matricola|leerlingnummer|"
        "studentnummer|numer|numer albumu|legitymacja|elevnummer|номер|学籍番号|学号|학번"
    ),
    "group": (
        "group|groups|group name|section|team|gruppe|gruppen|groupe|groupes|grupo|grupos|"
        "gruppo|gruppi|groep|groepen|grupa|grupy|grupp|gruppe navn|grup|группа|группы|"
        "група|групи|班|组"
    ),
    "email": (
        "email address|email|e mail|e mail address|mail|email adresse|e mail adresse|"
        "adresse e mail|adresse de courriel|courriel|correo|correo electronico|"
        "direccion de correo|endereco de e mail|indirizzo email|e mailadres|adres e mail|почта"
    ),
    "role": "role|roles|rolle|rollen|rol|ruolo|papel|rola|роль",
    "status": "status",
}
_ROLES = {
    role: {name: rank for rank, name in enumerate(names.split("|"))}
    for role, names in _NAMES.items()
}
_NAMING = ("name", "first_name", "last_name")
_CANVAS = frozenset({"section", "sis user id", "sis login id"})


def columns_of(header: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """Return the columns of each role, the surest first; none where no column holds names."""
    names = [normalised(cell) for cell in header]
    found = {role: _places(names, ranks) for role, ranks in _ROLES.items()}
    known = {role: places for role, places in found.items() if places}
    # Beside given names, a column that is only called "name" holds family names, and vice versa.
    alone = {*_NAMING} & known.keys()
    if alone == {"name", "first_name"}:
        known["last_name"] = known.pop("name")
    elif alone == {"name", "last_name"}:
        known["first_name"] = known.pop("name")
    return known if {*_NAMING} & known.keys() else {}


def _places(names: Sequence[str], ranks: Mapping[str, int]) -> tuple[int, ...]:
    places = [place for place, name in enumerate(names) if name in ranks]
    return tuple(sorted(places, key=lambda place: ranks[names[place]]))


def layout_of(header: Sequence[str]) -> Layout:
    """Return which tool names its columns like this; "own" for none that is known."""
    ordered = [normalised(cell) for cell in header]
    names = frozenset(ordered)
    if {"sourced id", "given name", "family name"} <= names:
        return "oneroster"
    if "student" in names and names & _CANVAS:
        return "canvas"
    if {"identifier", "github username"} <= names:
        return "github"
    if "lms user id" in names:
        return "nbgrader"
    if "first name" in names and ("id number" in names or {"email address", "groups"} <= names):
        return "moodle"
    if ordered[:3] == ["last name", "first name", "email address"]:
        return "google"
    return "own"
