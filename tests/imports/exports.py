"""Files as makers of web forms give them out: made-up answers, real shapes."""

GOOGLE_MENTEES = (
    "Aikaleima,Sähköpostiosoite,Nimi,Puhelinnumerosi,Kotipaikkakunta,Mikä on ammattisi?,"
    "Kielitaito [suomi],Kielitaito [englanti],Mitä toivot mentoroinnilta?,Voitko tavata etänä?,"
    "Kerro itsestäsi,Millä bussilla tulet?\r\n"
    "2025/01/12 2:33:21 ip. EET,amina@people.example.org,Amina Haddad,+358 40 555 0101,Turku,"
    'Sairaanhoitaja,B1 – selviän arjessa,C1,"Verkostoja, Apua työnhakuun",Kyllä,'
    '"Muutin Suomeen 2022, etsin töitä.",Bussilla 32\r\n'
    "2025/01/12 4:03:01 ip. EET,li@people.example.org,Li Na,,Kaarina,Ohjelmistokehittäjä,"
    'A2 – perusteet,sujuva,Verkostoja,"Kyllä, mielelläni",,\r\n'
    "2025/01/13 9:13:44 ap. EET,olena@people.example.org,Olena Koval,0405550103,Turku,"
    'kirjanpitäjä,hyvä,B1,"Verkostoja, Apua työnhakuun",Ei,,Pyörällä\r\n'
)
MICROSOFT_MENTORS = (
    "ID;Aloitusaika;Valmistumisaika;Sähköposti;Nimi;Etunimi;Sukunimi;Sähköpostiosoitteesi;"
    "Asuinkunta;Ammattisi;Kuinka monta mentoroitavaa voit ottaa?;Kielitaito;Missä voit auttaa?\r\n"
    "1;1/14/25 10:02:11;1/14/25 10:09:45;anonymous;;Maria;Lind;maria@people.example.org;Turku;"
    '"Sairaanhoitaja";1;"suomi (äidinkieli), englanti (C1)";"Verkostoja;Apua työnhakuun;"\r\n'
    "2;1/15/25 11:02:11;1/15/25 11:09:45;anonymous;;Pekka;Salo;pekka@people.example.org;Turku;"
    '"ohjelmistokehittäjä";enintään 2;"suomi C2, englanti B2 – hyvä";"Verkostoja;"\r\n'
    "3;1/15/25 12:02:11;1/15/25 12:09:45;anonymous;;Sari;Niemi;sari@people.example.org;Salo;"
    '"Kirjanpitäjä";1;"suomi C2, ruotsi C1";"Verkostoja;"\r\n'
)
WEBROPOL_MENTEES = (
    "Vastaajan numero\t1. Etunimi\t2. Sukunimi:\t3. Sähköposti *\t4. Kunta\t5. Ammatti\r\n"
    "1\tNoor\tAziz\tnoor@people.example.org\tTurku\tSairaanhoitajat\r\n"
)
ENGLISH_MENTEES = (
    "Timestamp,Email Address,Full name,Phone,City,What is your profession?,"
    "Language skills [Finnish],Language skills [Ukrainian],What do you hope for?\r\n"
    "1/12/2025 14:33:21,amina@people.example.org,Amina Haddad,,Turku,Nurse,B1,First language,"
    "Networks\r\n"
)
