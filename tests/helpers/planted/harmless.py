"""Texts about the work and the people who do it: nothing in them is a patient's."""

from __future__ import annotations

import random
from collections.abc import Callable

PHONES = ("416-555-0132", "(514) 555-0199", "555-0147", "1-800-555-0100")
WRITTEN = {
    "en": """
Northgate Partners, 12/03/1998
Northgate Partners was founded on 12 March 1998
Oak Street Clinic, 04/11/1987
Valley Health Network (opened 1 May 1975)
Riverside Family Practice, 12/03/1961
World Diabetes Day, 14 November 1991
World Hand Hygiene Day 5 May 2009
International Nurses Day, May 12, 1974
Rosa Parks Day, 12/01/1955
Ask med rec 2 weeks before the audit
med rec 3 of 5 done at discharge
Med rec at admission: 45 of 60
medical record review of 20 charts
The building was leased since 12/03/1998
Building leased since 1998, rooms 12 to 20
Our lease began March 1, 1998 and ends 2028
EHR go-live 10/01/2015, upgrade 11/02/2019
Dr Ana Example joined the meeting on 3 May 2026
Huddle led by Jane Sample, 12/03/2026
Meeting with Tom Brook and Ann Hill on 2026-02-14
Coach: Maria Example, every second Tuesday
Coach Peter Holm visited 14 January 2026
Clinic front desk: {phone}
Call the clinic at {phone} to book the huddle
Help line {phone}, ext. 214
Fax referrals to {phone}
Adults 65+ with hypertension, n = 214
Patients aged 65 to 84: 120 of 200
18-75 years, at least one visit in 12 months
The mean age was 64 years
Median age 71 (IQR 64-79)
65 patients, 3 falls, 1500 bed days
PDSA 3: 20 charts, 5 days, 2 clinicians
Cycle 2, from 2026-02-01 to 2026-02-28
Changed on 12/02/2026: two huddles a week
Version 2.1 of 2025-11-03
Guideline of 13 November 2017 (JAMA 2018;319(1):57-66)
Smith J, Jones K. BMJ 1999;318:1234-1239
Berwick DM. JAMA 1998;279:1134-6
doi:10.1001/jama.2017.18706
ISBN 978-0-306-40615-7
Due date 15/03/2026, sent 16/03/2026
Due 10 April 2026 at the latest
We saw 1,204 patients of 3,310 (36%)
Report run 2026-03-12 14:05, build 20260312
Room 214, building 7, extension 4412
Target by 31.12.2026: 75 %
Budget 1234567 of 2345678 dollars
Invoice 20260114-33
Order number 4455667 for cuffs
Ticket INC0045521 with the IT desk
NQF 0018, CMS165v12, CPT 99473 and 99474
ICD-10 I10, E11.9; LOINC 8480-6
Blood pressure below 140/90 in 120 of 200
BP 128/82 is the median of the month
Smoking status asked of 45 of 50 on 4 March
Number of patients with a record: 150
Patient 12 of the sample had no chart
Patients: all adults seen in March
patient name bands checked in 20 of 20
Check date of birth and name before each label
Two identifiers: name and date of birth asked 48 of 50
Staff asked for the health card at each visit
SSN is not collected any more
MRN missing in 3 of 45 charts
Medicare patients: 120 of 310
Medicaid share rose from 20 to 25 %
NHS England guidance of May 2023
NHS number is recorded for 98 %
Born too soon: 3 of 120 births before 34 weeks
Birthdays are used to reach out; 30 letters sent
Flu shots given on 12 and 13 October 2025
Jan to March 2026: 45, 48, 52
Q1 2026 12 34 56
Baseline Jul 2024 to Dec 2024
Holiday on 4 July 1776 in the calendar, no clinic
Paper of Donabedian, 3 July 1966
Deming lecture, Tokyo, 10 July 1950
Joint Commission survey 12/05/2019
Home monitoring started in May 1999 at the old site
Martin Luther King Day 19 January 1986
Saint Mary Hospital merged on 1 January 1996
Green Cross Award, 12/10/2004
Room Blue Heron, 10:00-11:30, 24/02/2026
we tried calls at 5 pm, 12 of 20 reached
Nurse Kelly Brown tested the script, 12/03/2026
Data by Sam Lee 2026-04-02
Interview with team lead Ana Ruiz, 2 Feb 2026
Pharmacy closed 24 Dec 1999 to 2 Jan 2000
Policy 12-1998 replaced by policy 03-2021
Cohort born 1945 to 1965 screened for hepatitis C
Screening of those born before 1 January 1966
Women born after 1 January 1990: 45 of 60
Training day, Lincoln Park, June 3rd 2019
Act of 12 March 1961 on public health
File 12-03-2026 oak.xlsx sent again
Zip 12345-6789
Reminder 3 sent, 4 open, 2 closed
Average wait 12.5 min, range 3-45
Phone tree: 12 calls on 3/4, 15 on 3/5
Chart review of 20 records, 5 a week
Hospital number of beds 450
Record high: 98 % in May
Case 3 of the training set
Client satisfaction 4.5 of 5
""",
    "fr": """
Fondation Lumière, 12/03/1998
Clinique du Parc, ouverte le 12 mars 1998
Centre hospitalier Saint-Luc, 4 novembre 1987
Journée mondiale du diabète, 14 novembre 1991
Journée mondiale de l'hygiène des mains 5 mai 2009
Fête nationale, 24 juin 1977
Bâtiment loué depuis le 12/03/1998
Bail du 1er mars 1998, salles 12 à 20
Rencontre avec Marie Exemple le 12 mars 2026
Réunion du 14 février 2026, animée par Paul Modèle
Coach : Marie Exemple, un mardi sur deux
Accompagnatrice : Anne Roy, visite du 14 janvier 2026
Accueil de la clinique : {phone}
Appeler la clinique au {phone}
Télécopieur {phone}
Adultes de 65 ans et plus, n = 214
Patients de 65 à 84 ans : 120 sur 200
Âge moyen 64 ans
65 patients, 3 chutes, 1500 jours-lits
Cycle 3 : 20 dossiers, 5 jours, 2 cliniciens
Cycle 2, du 1er au 28 février 2026
Changé le 12/02/2026 : deux caucus par semaine
Version 2.1 du 3 novembre 2025
Ligne directrice du 13 novembre 2017
Tremblay J, Roy K. CMAJ 1999;160:1234-1239
Échéance 15/03/2026, envoyé le 16/03/2026
À remettre le 10 avril 2026
Nous avons vu 1 204 patients sur 3 310 (36 %)
Rapport du 2026-03-12 à 14 h 05
Bureau 214, poste 4412
Cible au 31.12.2026 : 75 %
Facture 20260114-33
Bilan comparatif des médicaments 3 sur 5
BCM à l'admission : 45 sur 60
Nombre de dossiers révisés : 150
Dossier révisé pour 20 patients
Date de naissance et nom vérifiés 48 fois sur 50
La carte d'assurance maladie est demandée à l'accueil
Le NAM manque dans 3 dossiers sur 45
RAMQ : nouvelle entente du 1er avril 2023
Patients : tous les adultes vus en mars
Patient 12 de l'échantillon sans dossier
Nom du projet : Ensemble
Nom de l'équipe : Les Érables
Nom du coach : Luc Roy
Naissances avant 34 semaines : 3 sur 120
Personnes nées avant le 1er janvier 1966
Personnes nées entre 1945 et 1965
Vaccins donnés les 12 et 13 octobre 2025
Janvier à mars 2026 : 45, 48, 52
Loi du 12 mars 1961 sur la santé publique
Fermé du 24 décembre 1999 au 2 janvier 2000
Appels à 17 h, 12 sur 20 rejoints
Infirmière Julie Blais a testé le texte, 12/03/2026
Données saisies par Luc Roy 2026-04-02
Pression sous 140/90 chez 120 sur 200
Aucun cas ce mois-ci (0 sur 12)
Formation au Parc Lafontaine, 3 juin 2019
Sondage 2025, 45 réponses sur 60
Congé de la Saint-Jean, 24 juin
Plan du 12-03-2026, phase 2
Hôpital Notre-Dame, fondé le 27 juin 1880
""",
    "es": """
Fundación Esperanza, 12/03/1998
Clínica del Valle, abierta el 12 de marzo de 1998
Hospital General San Juan, 4 de noviembre de 1987
Día Mundial de la Diabetes, 14 de noviembre de 1991
Día Mundial de la Higiene de Manos 5 de mayo de 2009
Día del Trabajo, 1 de mayo de 1950
Edificio alquilado desde el 12/03/1998
Contrato del 1 de marzo de 1998, salas 12 a 20
Reunión con María Ejemplo el 12 de marzo de 2026
Reunión del 14 de febrero de 2026, a cargo de Pablo Modelo
Asesora: María Ejemplo, cada segundo martes
Asesor Pedro Gil, visita del 14 de enero de 2026
Recepción de la clínica: {phone}
Llamar a la clínica al {phone}
Fax {phone}
Adultos de 65 años y más, n = 214
Pacientes de 65 a 84 años: 120 de 200
Edad media 64 años
65 pacientes, 3 caídas, 1500 días-cama
Ciclo 3: 20 expedientes, 5 días, 2 clínicos
Ciclo 2, del 1 al 28 de febrero de 2026
Cambiado el 12/02/2026: dos reuniones por semana
Versión 2.1 del 3 de noviembre de 2025
Guía del 13 de noviembre de 2017
García J, Ruiz K. Salud Publica Mex 1999;41:1234-1239
Fecha límite 15/03/2026, enviado el 16/03/2026
Entregar el 10 de abril de 2026
Vimos 1.204 pacientes de 3.310 (36 %)
Informe del 2026-03-12 a las 14:05
Sala 214, extensión 4412
Meta al 31.12.2026: 75 %
Factura 20260114-33
Conciliación de medicamentos 3 de 5
Expedientes revisados: 150
Expediente revisado en 20 pacientes
Fecha de nacimiento y nombre verificados 48 de 50 veces
Se pide la tarjeta de salud en recepción
Falta la CURP en 3 de 45 expedientes
NSS no se registra
Pacientes: todos los adultos vistos en marzo
Paciente 12 de la muestra sin expediente
Nombre del proyecto: Juntos
Nombre del equipo: Los Robles
Nombre de la asesora: Ana Gil
Nacimientos antes de 34 semanas: 3 de 120
Personas nacidas antes del 1 de enero de 1966
Personas nacidas entre 1945 y 1965
Vacunas el 12 y 13 de octubre de 2025
Enero a marzo de 2026: 45, 48, 52
Ley del 12 de marzo de 1961 de salud pública
Cerrado del 24 de diciembre de 1999 al 2 de enero de 2000
Llamadas a las 17 h, 12 de 20 contestaron
La enfermera Julia Blanco probó el texto, 12/03/2026
Datos de Ana Gil 2026-04-02
Presión menor de 140/90 en 120 de 200
Ningún caso este mes (0 de 12)
Capacitación en Parque Lincoln, 3 de junio de 2019
Encuesta 2025, 45 respuestas de 60
Plan del 12-03-2026, fase 2
Cruz Roja, premio del 12/10/2004
""",
}
MADE = {
    "en": (
        "Meeting {day} with {name} and the front desk",
        "{name} (coach) comes on {day}",
        "{name} will test the checklist by {day}",
        "Data lead {name}, since {month}",
        "Asked {name} for the list; {n} of {m} done on {day}",
        "{n} of {m} charts reviewed by {name}",
    ),
    "fr": (
        "Rencontre du {day} avec {name}",
        "{name} (accompagnement) vient le {day}",
        "{name} fera l'essai d'ici le {day}",
        "Responsable des données : {name}, depuis {month}",
        "{n} dossiers sur {m} révisés par {name}",
    ),
    "es": (
        "Reunión del {day} con {name}",
        "{name} (asesoría) viene el {day}",
        "{name} probará la lista hasta el {day}",
        "Responsable de datos: {name}, desde {month}",
        "{n} de {m} expedientes revisados por {name}",
    ),
}


def texts(r: random.Random, name: Callable[[str], str]) -> list[dict[str, str]]:
    """Written ones, and made ones with names of staff: ``name`` makes one up in a language."""
    found = []
    for lang, lines in WRITTEN.items():
        for line in lines.strip().splitlines():
            found.append({"lang": lang, "text": line.format(phone=r.choice(PHONES))})
    for lang, forms in MADE.items():
        for form in forms:
            for _ in range(6):
                text = form.format(
                    name=name(lang),
                    day=f"{r.randrange(1, 29):02}/{r.randrange(1, 13):02}/2026",
                    month=f"2025-{r.randrange(1, 13):02}",
                    n=r.randrange(1, 40),
                    m=r.randrange(40, 90),
                )
                found.append({"lang": lang, "text": text})
    return found
