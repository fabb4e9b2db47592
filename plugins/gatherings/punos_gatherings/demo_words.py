"""What is told in the demo's seasons, camps and events, in its three languages."""

from punos.plugin.demo import named

SEASON = ("Women’s meetings", "Naisten tapaamiset", "Kvinnornas träffar")
PREVIOUS = named("Previous season", "Edellinen kausi", "Förra säsongen")
CURRENT = named("This season", "Tämä kausi", "Denna säsong")

PLACE = "Auralan talo, Turku"
MEETINGS = (
    (
        named(
            "To get to know each other, and what each of us hopes for.",
            "Tutustumme ja kerromme, mitä kukin toivoo.",
            "Vi lär känna varandra och berättar vad var och en hoppas på.",
        ),
        named(
            "Names, hopes, ground rules",
            "Nimet, toiveet, yhteiset tavat",
            "Namn, önskningar, gemensamma regler",
        ),
    ),
    (
        named(
            "To know what one’s own skills are called in Finnish working life.",
            "Osaamme kertoa osaamisestamme suomalaisen työelämän sanoin.",
            "Vi kan berätta om vårt kunnande med det finländska arbetslivets ord.",
        ),
        named(
            "Skills, degrees, recognition",
            "Osaaminen, tutkinnot, tunnustaminen",
            "Kunnande, examina, erkännande",
        ),
    ),
    (
        named(
            "To hear how one of us found her work.",
            "Kuulemme, miten yksi meistä löysi työnsä.",
            "Vi hör hur en av oss hittade sitt arbete.",
        ),
        named(
            "A visitor’s path, questions", "Vierailijan polku, kysymyksiä", "En gästs väg, frågor"
        ),
    ),
    (
        named(
            "To write a CV that can be sent.",
            "Jokaisella on ansioluettelo, jonka voi lähettää.",
            "Alla har ett CV som kan skickas.",
        ),
        named("CV, letter, pictures", "Ansioluettelo, hakemus, kuva", "CV, ansökan, bild"),
    ),
    (
        named(
            "To know one’s rights at work, and where to get advice.",
            "Tunnemme oikeutemme työssä ja tiedämme, mistä saa neuvoa.",
            "Vi känner till våra rättigheter i arbetet och var man får råd.",
        ),
        named(
            "Contract, pay, working hours",
            "Työsopimus, palkka, työaika",
            "Arbetsavtal, lön, arbetstid",
        ),
    ),
)
"""(aim, themes), taken in turn."""
VISITORS = ("Hanna Esimerkki", "Leyla Esimerkki", "Thuy Esimerkki")
FACILITATOR = "Outi Esimerkki"

EVENTS = {
    "cv_clinic": (
        named("CV clinic", "CV-klinikka", "CV-klinik"),
        named(
            "Bring your CV. Two advisers read it with you.",
            "Ota ansioluettelosi mukaan. Kaksi neuvojaa lukee sen kanssasi.",
            "Ta med ditt CV. Två rådgivare läser det med dig.",
        ),
    ),
    "linkedin": (
        named("LinkedIn training", "LinkedIn-valmennus", "LinkedIn-utbildning"),
        named(
            "Make a profile that employers find. Bring a computer or a phone.",
            "Tee profiili, jonka työnantajat löytävät. Ota tietokone tai puhelin mukaan.",
            "Gör en profil som arbetsgivare hittar. Ta med dator eller telefon.",
        ),
    ),
    "hidden_jobs": (
        named("Hidden jobs", "Piilotyöpaikat", "Dolda jobb"),
        named(
            "Most jobs are never advertised. How do you find them?",
            "Suurinta osaa työpaikoista ei ilmoiteta. Miten ne löytää?",
            "De flesta jobb annonseras aldrig. Hur hittar man dem?",
        ),
    ),
}

CAMP_NAMES = named("Summer camp", "Kesäleiri", "Sommarläger")
CAMP_ABOUT = named(
    "Three days by the sea: advice in person, experts, time with each other and for yourself.",
    "Kolme päivää meren rannalla: henkilökohtaista neuvontaa, asiantuntijoita, yhdessäoloa ja omaa aikaa.",
    "Tre dagar vid havet: personlig rådgivning, experter, tid tillsammans och för dig själv.",
)
CAMP_NOTE = {
    "en": "The plan of 2022–2023 names June 2022, before its first meeting. We hold the camp in the June "
    "within the programme’s period.",
    "fi": "Vuosien 2022–2023 suunnitelmassa leiri on kesäkuussa 2022, ennen ensimmäistä tapaamista. "
    "Leiri pidetään sinä kesäkuuna, joka on ohjelman aikana.",
    "sv": "I planen för 2022–2023 är lägret i juni 2022, före den första träffen. Vi håller lägret den "
    "juni som ligger inom programmets tid.",
}
SESSIONS = (
    (0, 14, 90, "peer", named("Welcome", "Tervetuloa", "Välkommen"), ""),
    (
        0,
        18,
        120,
        "recreation",
        named("Sauna and songs", "Sauna ja lauluja", "Bastu och sånger"),
        "",
    ),
    (
        1,
        10,
        90,
        "expert",
        named("Working life in Turku", "Työelämä Turussa", "Arbetslivet i Åbo"),
        "Eeva Esimerkki",
    ),
    (1, 13, 180, "advice", named("Advice in person", "Neuvontaa", "Rådgivning"), FACILITATOR),
    (
        1,
        17,
        60,
        "role_model",
        named("How I found my work", "Näin löysin työni", "Så hittade jag mitt arbete"),
        VISITORS[0],
    ),
    (2, 10, 120, "peer", named("What next?", "Mitä seuraavaksi?", "Vad sedan?"), ""),
)
"""(day, hour, minutes, kind, name, who)."""
NEEDS = {
    "en": ("No pork, no nuts.", "I walk slowly."),
    "fi": ("Ei sianlihaa eikä pähkinöitä.", "Kävelen hitaasti."),
    "sv": ("Inget griskött, inga nötter.", "Jag går långsamt."),
}
CANCELLED_NOTE = {"en": "Holiday.", "fi": "Juhlapyhä.", "sv": "Helg."}
MOVED_NOTE = {
    "en": "The house is taken on that Saturday.",
    "fi": "Talo on sinä lauantaina varattu.",
    "sv": "Huset är upptaget den lördagen.",
}
"""Notes are for staff, in the first language of their association."""
EMPLOYERS = (
    "Leipomo Esimerkki Oy",
    "Päiväkoti Esimerkki",
    "Sairaala Esimerkki",
    "Kirjanpito Esimerkki Ky",
    "Koulu Esimerkki",
    "Ravintola Esimerkki",
    "Ohjelmistotalo Esimerkki Oy",
)
