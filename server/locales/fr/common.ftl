# What surrounds every page, lists, dates.
skip = Aller au contenu
nav-main = Navigation principale
nav-foot = Pied de page
nav-threads = Fils
nav-network = Réseau
sign-in = Se connecter
sign-up = S’inscrire
sign-out = Se déconnecter
source = Code source
source-version = Ce nœud fait tourner Palabre, version { $version }.
source-licence = Palabre est un logiciel libre, sous la licence AGPL-3.0-or-later (GNU Affero General Public License, version 3 ou toute version ultérieure).
source-owed = Qui fait tourner ce nœud doit le code source de cette version, modifications comprises, à toute personne qui s’en sert.
source-ask = Ce nœud n’a pas encore dit où se trouve le sien : demandez-le à l’équipe qui le tient.
motto = la discussion appartient à ceux qui la tiennent
pages = Pages
pages-above = Pages, en haut
page-previous = ← Précédente
page-next = Suivante →
page-of = page { $page } sur { $last }
optional = (facultatif)
cancel = Annuler
save = Enregistrer
publish = Publier
to-front = Accueil

# Patterns: %d day, %b month, %Y year, %k hour, %H hour in two digits, %M minutes, %Z zone.
date-time = %d %b %Y, %k h %M %Z
date-day = %d %b %Y
date-first = 1er
month-1 = janv.
month-2 = févr.
month-3 = mars
month-4 = avr.
month-5 = mai
month-6 = juin
month-7 = juill.
month-8 = août
month-9 = sept.
month-10 = oct.
month-11 = nov.
month-12 = déc.

# Front page.
take-part = Prendre part
take-part-read = Lisez librement : aucun compte n’est demandé.
take-part-join = Inscrivez-vous ici, ou écrivez depuis un autre nœud du réseau.
take-part-write = Répondez, appuyez, ouvrez un fil : les chapitres voient la même discussion.
salons = Salons
salons-here = Les salons { DE($host) }
salons-elsewhere = Les salons d’autres chapitres
no-salons = Aucun salon pour l’instant.
no-salons-elsewhere = Personne ici ne suit encore un salon d’un autre chapitre.
all-salons = Tous les salons
recent = Fils actifs
chapters = Chapitres en réseau
network-more = Politique et état du réseau
account-waits = Votre compte attend d’être approuvé : vos contributions sont gardées ici jusque-là.
