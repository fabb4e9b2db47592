"""Names and towns to make people of. Nobody real is meant."""

from dataclasses import dataclass
from random import Random

GIVEN = (
    "Amina", "Leyla", "Sofia", "Mariam", "Olena", "Fatima", "Grace", "Ananya", "Mei", "Nadia",
    "Rosa", "Thuy", "Zahra", "Irina", "Blessing", "Camila", "Dunya", "Elif", "Farah", "Hanan",
    "Ines", "Jamila", "Kateryna", "Lucia", "Maya", "Noor", "Parisa", "Rania", "Samira", "Yasmin",
)  # fmt: skip
MENTORS = (
    "Aino", "Anneli", "Birgitta", "Eeva", "Elina", "Hanna", "Helena", "Kaisa", "Karin", "Katri",
    "Laura", "Leena", "Liisa", "Maija", "Maria", "Minna", "Outi", "Päivi", "Riikka", "Saara",
    "Sanna", "Satu", "Susanna", "Tiina", "Tuula", "Ulla", "Virpi", "Åsa", "Satu-Maaria", "Eija",
)  # fmt: skip
FAMILY = (
    "Abdi", "Bondar", "Castro", "Demir", "Eze", "Farsi", "Gupta", "Haddad", "Ibrahim", "Jalali",
    "Kovalenko", "Lopez", "Mensah", "Nguyen", "Okafor", "Petrova", "Qasemi", "Rahimi", "Silva", "Tanaka",
)  # fmt: skip
MENTOR_FAMILY = (
    "Aaltonen", "Bergström", "Eklund", "Forsman", "Heinonen", "Hiltunen", "Järvi", "Kallio", "Koski",
    "Laine", "Lehto", "Mäkelä", "Niemi", "Ojala", "Peltola", "Rantanen", "Salonen", "Tuominen",
    "Virta", "Åberg",
)  # fmt: skip
TOWNS = ("Turku", "Turku", "Turku", "Raisio", "Kaarina", "Naantali", "Helsinki", "Tampere")


@dataclass(frozen=True)
class Made:
    """A made-up person."""

    given_name: str
    family_name: str
    email: str
    phone: str
    city: str
    language: str


class Names:
    """Makes people, no two with the same address, the same ones for the same seed."""

    def __init__(self, random: Random, programme: str) -> None:
        self._random = random
        self._programme = programme
        self._number = 0

    def make(self, role: str, languages: tuple[str, ...]) -> Made:
        """A person for a role; mentors have names common in Finland."""
        local = role == "mentor"
        given = self._random.choice(MENTORS if local else GIVEN)
        family = self._random.choice(MENTOR_FAMILY if local else FAMILY)
        self._number += 1
        return Made(
            given_name=given,
            family_name=family,
            email=f"{self._programme}{self._number}@people.example.org",
            phone=f"+358 50 555 {self._number:04d}",
            city=self._random.choice(TOWNS),
            language=self._random.choice(languages),
        )
