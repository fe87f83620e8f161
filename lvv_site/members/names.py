"""Believable names for the demonstration: invented people, drawn from names that are common in the Netherlands.

Stated distribution, which the tests hold us to:

- 70 % women (the profession), born 1955-1964 22 %, 1965-1974 36 %, 1975-1984 28 %, 1985-1996 14 %; the given name fits
  the generation;
- background of the name: Dutch 80 %, Frisian 4 %, Surinamese or Antillean 5 %, Turkish 3 %, Moroccan 3 %, Moluccan or
  Indonesian 2 %, Polish, German and southern European 1 % each;
- 20 % of family names have an infix (all backgrounds together); 4 % of people carry a double name;
- common names come more often than rare ones (weight 1 / (rank + 12)), yet more than 95 % of the full names are distinct
  among 1,600 people.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

WOMEN_SHARE = 0.70
INFIX_SHARE = 0.20
DOUBLE_SHARE = 0.04
GENERATIONS = {1955: 0.22, 1965: 0.36, 1975: 0.28, 1985: 0.14}
BACKGROUNDS = {
    "dutch": 0.80, "frisian": 0.04, "surinamese": 0.05, "turkish": 0.03, "moroccan": 0.03, "moluccan": 0.02, "polish": 0.01, "german": 0.01,
    "southern": 0.01,
}  # fmt: skip

DUTCH_WOMEN = {
    1955: "Maria Johanna Anna Elisabeth Cornelia Wilhelmina Hendrika Marijke Ria Hanneke Ineke Anneke Joke Truus Marja Tineke "
    "Els Lia Willy Corrie Thea Gerda Riet Nel Marian Loes Trudy Wil Henny Toos Mieke Ans Diny Elly Coby Hetty Greet Betty",
    1965: "Monique Yvonne Annemarie Marion Petra Ingrid Jolanda Karin Astrid Angelique Caroline Mirjam Jacqueline Anita Carla "
    "Esther Wilma Brigitte Sandra Nicole Ellen Marga Saskia Patricia Annelies Margriet Irene Marleen Gerdien Hélène Renée "
    "Désirée Francisca Judith Heleen Liesbeth Mariëlle Daniëlle José Conny Erna Gonnie Ivonne Joyce Ria Miranda",
    1975: "Linda Suzanne Marieke Wendy Mariska Marloes Chantal Bianca Natasja Marjolein Manon Sabine Femke Annemiek Nienke "
    "Maaike Janneke Anouk Ilse Inge Kim Leonie Miriam Paulien Simone Tamara Willemijn Chantal Eline Francien Josée Noëlle "
    "Mariëtte Cécile Barbara Christel Debby Karlijn Lotte Merel Saskia Tessa Sanne Eva Danique Roos",
    1985: "Lisa Laura Anne Lotte Sanne Iris Sophie Eva Charlotte Marit Floor Fleur Maud Nina Julia Emma Rosa Zoë Chloë Noor "
    "Renske Jasmijn Lieke Myrthe Annika Britt Denise Esmée Felice Gwen Ilona Joëlle Kirsten Loïs Maartje Nadia Pleun Rianne "
    "Sterre Veerle Willemijn Yara Babette Daphne",
}
DUTCH_MEN = {
    1955: "Jan Piet Kees Henk Gerard Hans Theo Wim Joop Cor Nico Ad Bert Ton Frans Jos Harrie Leo Dick Aad Gerrit Arie Rinus Jaap "
    "Klaas Bram Evert Hennie Jacques Siem Teun Koos Ben Fred Huub Sjaak",
    1965: "Peter Rob Erik Marcel Ronald René Paul Frank Richard Robert André Edwin Arjan Hans John Marco Michel Patrick Raymond "
    "Ruud Wilfred Berend Eric Gert Harm Jeroen Jos Kees Luc Maurice Oscar Paul Roel Stefan Twan Wouter François",
    1975: "Martijn Jeroen Bas Dennis Mark Sander Maarten Remco Niels Jasper Erwin Bart Vincent Danny Arjen Barry Casper Daniël "
    "Emiel Floris Gijs Ivo Joost Koen Lars Mathijs Menno Olaf Pim Reinier Sebastiaan Thijs Wesley Michiel Joël Raphaël",
    1985: "Thomas Tim Rick Jelle Daan Bram Stijn Ruben Joris Kevin Luuk Max Niek Pieter Robin Sam Tom Wout Yannick Anton Boris "
    "Coen Dirk Elias Freek Guus Hidde Jesse Lennart Mees Noël Olivier Quinten Rutger Sven Timon",
}
GIVEN = {
    "frisian": (
        "Sjoukje Baukje Froukje Hiske Jeltje Klaske Maaike Nynke Rixt Sietske Tjitske Wietske Ytsje Anke Feikje Gerbrich",
        "Sjoerd Douwe Feike Gerben Hessel Jelmer Klaas Marten Oene Rients Sybren Tjeerd Ulbe Wiebe Ype Bauke",
    ),
    "surinamese": (
        "Sharda Anushka Chantal Farida Gracia Helouise Ingrid Jacintha Jerusha Lygia Marlène Muriël Natascha Rowena Soraya Kamla Roshni",
        "Anand Clyde Dennis Errol Glenn Harold Ivan Kenneth Lesley Mitchel Orlando Radjen Ruben Stanley Winston Xavier Rishi Dave",
    ),
    "turkish": (
        "Ayşe Fatma Elif Zeynep Emine Gülşen Hatice Meryem Nurcan Özlem Selma Songül Şerife Yasemin Derya Sevgi",
        "Mehmet Mustafa Ahmet Ali Hasan Hüseyin İbrahim Murat Ömer Yusuf Emre Serkan Uğur Kemal Erdoğan Bülent",
    ),
    "moroccan": (
        "Fatima Khadija Aïcha Naïma Samira Latifa Hanan Karima Nadia Malika Souad Loubna Rachida Hayat Ikram Saïda",
        "Mohamed Ahmed Hassan Rachid Saïd Youssef Karim Mustapha Abdel Hamid Khalid Driss Jamal Nabil Omar Tarik",
    ),
    "moluccan": (
        "Josina Marlien Costance Dorcas Elsina Fientje Juliana Leentje Ona Sila Yolanda Nona Ivon Wies",
        "Domingus Eddy Frans Jopie Markus Otto Rudi Simon Tommy Willem Benny Dolf Nus Sem",
    ),
    "polish": (
        "Agnieszka Katarzyna Małgorzata Joanna Elżbieta Beata Renata Iwona",
        "Tomasz Piotr Łukasz Marek Paweł Grzegorz",
    ),
    "german": ("Sabine Ulrike Birgit Claudia Jutta Käthe Heike Susanne", "Jürgen Wolfgang Uwe Stefan Günther Björn"),
    "southern": ("Mónica Inês Élise Giulia Françoise María Paola Lucía", "José Miguel João Étienne Luca Sébastien"),
}
PLAIN_DUTCH = (
    "Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Dijkstra Brouwer Jacobs Willems Kok Maas Schouten "
    "Koster Verhoeven Prins Blom Huisman Postma Veenstra Kramer Evers Gerritsen Kuiper Molenaar Scholten Schippers Post Martens "
    "Timmermans Groen Koning Bosch Hermans Kuipers Vink Wolters Sanders Bosman Driessen Smeets Verbeek Schipper Kuijpers Peeters "
    "Boer Koopman Verhoef Boersma Aerts Bouman Wijnen Zwart Lammers Hoekstra Rutten Claassen Roelofs Stam Vermeer Pieters Simons "
    "Franken Ruiter Linders Jonker Goossens Mol Nijhuis Barendregt Versteeg Koenen Engelen Wessels Winkel Bruijn Spaans Haverkamp "
    "Oosterhuis Tuinstra Vermeulen Hofman Wiersma Zijlstra Nieuwenhuis Wagenaar Kroon Vogels Bronkhorst Pronk Kooijman Schaap "
    "Buijs Kerkhof Leenders Weijers Stevens Hartman Slot Baars Cornelissen Dorresteijn Elzinga Feenstra Geerts Hulshof Iding "
    "Jorissen Kampman Lubbers Middelkoop Noordhoek Oudshoorn Pastoor Reijnders Scheepers Tromp Uijterlinde Voskuil Westerink "
    "Zegers Aalbers Boogaard Coenen Donkers Eikelboom Florijn Grootveld Heuvelman Janssen Klaver Lintelo Morsink Overbeek Pijpers "
    "Reuvers Sluijter Thijssen Veldkamp Wibbelink Ypma Zandbergen Brandsma Croonen Ebbers Gijsbers Hageman Kersten Loman Meeuwissen"
)
INFIXED_DUTCH = [
    ("de", "Jong Vries Boer Groot Haan Graaf Bruin Wit Lange Ruiter Koning Leeuw Wilde Jager Bie Kort Rooij Winter Vos Goede Zwart"),
    ("van", "Dijk Leeuwen Vliet Dam Veen Beek Dongen Doorn Es Gelder Hoof Kampen Loon Maanen Mierlo Oord Rijn Schaik Tilburg"),
    ("van", "Veldhuizen Wijk Zanten Buren Egmond Hees Rooyen Vugt Duijn Ommen Eck Straten Asselt Roosmalen"),
    ("van den", "Berg Heuvel Bosch Broek Brink Akker Hoek Boom Eijnden Oever Dungen Elzen"),
    ("van der", "Meer Linden Heijden Wal Veen Velde Laan Horst Zee Hoeven Pol Wiel Graaf Molen Ploeg Sluis Werf Kolk Burg Vaart"),
    ("van de", "Ven Wiel Laar Kamp Water Wetering Pas Weerd Griend Sande"),
    ("ter", "Horst Braak Haar Steege Wee Beek"),
    ("ten", "Have Brink Cate Hoor Kate"),
    ("den", "Hartog Ouden Hollander Boer Uijl Adel"),
    ("in 't", "Veld Hout Groen"),
    ("van 't", "Hof Hul Veer Wout"),
    ("op den", "Kamp Brouw"),
    ("te", "Riele Velde"),
]  # fmt: skip
FAMILY = {
    "frisian": "Hoekstra Terpstra Bouma Wijbenga Sikkema Haitsma Rypma Hofstra Jellema Nauta Sinnema Tolsma Wiarda Ypeij Algra Bijlsma",
    "surinamese": "Ramdin Kartosen Sewnarain Baldewsingh Pinas Martina Croes Maduro Wijngaarde Ramautar Jagesar Panday Soekhoe Misidjan "
    "Zimmerman Eersteling Amatdawoed Bhagwandin Cruden Landveld Rozenblad Winklaar",
    "turkish": "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Koç Özdemir Şimşek Polat Güneş",
    "moroccan": "Bouali Bennani Amrani Haddadi Yaakoubi Aarab Chaouki Benali Azzouzi Tahiri Ouali Bakkali Mansouri Idrissi Zahri Fassi",
    "moluccan": "Pattiasina Latuheru Manuhutu Sahetapy Tahapary Nanlohy Lekatompessy Matulessy Salampessy Tuasela Pelupessy Sopacua",
    "polish": "Nowak Wójcik Mazur Kaczmarek Zając Król Dudek Wróbel",
    "german": "Müller Schröder Krüger Jäger Köhler Weiß Böhm Lehmann",
    "southern": "Fernández Gonçalves Lefèvre Moretti Almeida Núñez Rossi Dubois",
}


@dataclass(frozen=True)
class Name:
    """Somebody's name in three parts."""

    given: str
    infix: str
    family: str


def draw(dice: random.Random) -> Name:
    """Return one name by the distribution above."""
    woman = dice.random() < WOMEN_SHARE
    background = _weighed(dice, BACKGROUNDS)
    infix, family = _family(dice, background)
    # Four per cent of everybody; nearly all of them are women who put their own name after their partner's.
    if woman and dice.random() < DOUBLE_SHARE / WOMEN_SHARE:
        family = f"{family}-{_own(dice)}"
    return Name(_given(dice, background, woman=woman), infix, family)


def _given(dice: random.Random, background: str, *, woman: bool) -> str:
    if background in GIVEN:
        return _ranked(dice, GIVEN[background][0 if woman else 1].split())
    names = DUTCH_WOMEN if woman else DUTCH_MEN
    return _ranked(dice, names[_weighed(dice, GENERATIONS)].split())


def _family(dice: random.Random, background: str) -> tuple[str, str]:
    # Only Dutch and Frisian names have infixes; the share is of all names.
    dutch = BACKGROUNDS["dutch"] + BACKGROUNDS["frisian"]
    if background in {"dutch", "frisian"} and dice.random() < INFIX_SHARE / dutch:
        return dice.choice(INFIXED)
    return "", _ranked(dice, FAMILY.get(background, PLAIN_DUTCH).split())


def _own(dice: random.Random) -> str:
    infix, family = _family(dice, "dutch")
    return f"{infix} {family}".strip()


INFIXED = [(infix, family) for infix, families in INFIXED_DUTCH for family in families.split()]


def _ranked(dice: random.Random, names: Sequence[str]) -> str:
    """Draw from a list in which the most common stands first."""
    return dice.choices(names, [1 / (rank + 12) for rank in range(len(names))])[0]


def _weighed[K](dice: random.Random, weights: dict[K, float]) -> K:
    return dice.choices(list(weights), list(weights.values()))[0]
