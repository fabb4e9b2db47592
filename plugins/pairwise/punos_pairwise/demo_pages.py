"""What the demo's associations write on the public pages of their cycles, by language."""

from collections.abc import Mapping

Page = Mapping[str, Mapping[str, str]]

IWWOF: Page = {
    "en": {
        "happens": (
            "We bring you together by profession and by what interests you both. At the kick-off you"
            " meet everybody, and the two of you set a goal.\n\n"
            "You meet about every second week. All pairs meet again at midterm, and at the end to look"
            " back. In between you follow somebody’s day at work, or interview an employer."
        ),
        "needed": "Two hours every second week, and an open mind. It costs nothing.",
        "questions": (
            "Does my mentor find me a job?\n"
            "No. Your mentor tells how working life goes here, and helps you to see your next step.\n\n"
            "Which language do we speak?\n"
            "One that you both speak, most often English or Finnish."
        ),
    },
    "fi": {
        "happens": (
            "Muodostamme parit ammatin ja yhteisten kiinnostusten mukaan. Aloituskokouksessa tapaatte"
            " kaikki, ja te kaksi asetatte tavoitteen.\n\n"
            "Tapaatte noin joka toinen viikko. Kaikki parit tapaavat uudelleen puolivälissä ja lopuksi."
            " Sillä välin seuraat jonkun työpäivää tai haastattelet työnantajaa."
        ),
        "needed": "Kaksi tuntia joka toinen viikko ja avointa mieltä. Ohjelma ei maksa mitään.",
        "questions": (
            "Hankkiiko mentori minulle työpaikan?\n"
            "Ei. Mentori kertoo, miten työelämä täällä toimii, ja auttaa sinua näkemään seuraavan"
            " askeleesi.\n\n"
            "Mitä kieltä puhumme?\n"
            "Kieltä, jota molemmat puhutte, useimmiten englantia tai suomea."
        ),
    },
    "sv": {
        "happens": (
            "Vi för samman er enligt yrke och det som intresserar er båda. På startträffen möter ni"
            " alla andra, och ni två sätter ett mål.\n\n"
            "Ni träffas ungefär varannan vecka. Alla par träffas igen i halvtid och till slut."
            " Däremellan följer du någons arbetsdag eller intervjuar en arbetsgivare."
        ),
        "needed": "Två timmar varannan vecka och ett öppet sinne. Det kostar ingenting.",
        "questions": (
            "Skaffar mentorn ett jobb åt mig?\n"
            "Nej. Mentorn berättar hur arbetslivet fungerar här och hjälper dig att se ditt nästa"
            " steg.\n\n"
            "Vilket språk talar vi?\n"
            "Ett som ni båda talar, oftast engelska eller finska."
        ),
    },
}
WOMENTO: Page = {
    "fi": {
        "happens": (
            "Saat mentorin, joka työskentelee omalla alallasi. Tapaatte kerran kuukaudessa, ja ryhmänne"
            " tapaa neljä kertaa. Kaikki tapaamiset ovat verkossa."
        ),
        "needed": "Aikaa noin kahdeksan kuukauden ajan ja suomen perustaitoja. Ohjelma on maksuton.",
        "questions": (
            "Pitääkö minun puhua hyvin suomea?\n"
            "Ei. Perustaidot riittävät, ja ammattikieli vahvistuu matkan varrella."
        ),
    },
    "en": {
        "happens": (
            "You get a mentor who works in your own field. The two of you meet once a month, and your"
            " group meets four times. All meetings are online."
        ),
        "needed": "Time for about eight months, and basic Finnish. It costs nothing.",
        "questions": (
            "Do I need to speak Finnish well?\n"
            "No. The basics are enough, and the language of your work grows stronger on the way."
        ),
    },
    "sv": {
        "happens": (
            "Du får en mentor som arbetar inom ditt eget område. Ni träffas en gång i månaden, och er"
            " grupp träffas fyra gånger. Alla träffar är på nätet."
        ),
        "needed": "Tid i ungefär åtta månader och grundläggande finska. Det kostar ingenting.",
        "questions": (
            "Måste jag tala bra finska?\n"
            "Nej. Grunderna räcker, och yrkesspråket blir starkare på vägen."
        ),
    },
}
PAGES: Mapping[str, Page] = {"iwwof": IWWOF, "womento": WOMENTO}
"""By the short name of the association."""
