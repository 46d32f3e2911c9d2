# Pages of refusal, by kind: title, explanation, advice.
absent-title = Introuvable
absent-text = Il n’y a rien à cette adresse.
gone-title = Supprimé
gone-text = Ce qui se trouvait ici a été supprimé par la personne qui l’avait écrit.
forbidden-title = Ce n’est pas permis
forbidden-text = Vous n’avez pas le droit de faire cela.
invalid-title = Quelque chose est à revoir
invalid-text = Ce qui a été envoyé ne peut pas être compris.
conflict-title = La situation a changé
conflict-text = Entre-temps, quelque chose a changé ici.
too-many-title = Un peu trop vite
too-many-text = Trop de demandes sont arrivées de chez vous en peu de temps.
unready-title = Pas tout de suite
unready-text = Le nœud ne peut pas répondre pour le moment.
fault-title = Une panne de notre côté
fault-text = Quelque chose s’est cassé sur ce nœud. Ce n’est pas de votre fait.
advice-look-elsewhere = Vérifiez l’adresse, ou reprenez depuis la liste des salons.
advice-ask = Si vous pensez que c’est une erreur, écrivez à l’équipe du nœud.
advice-go-back = Revenez en arrière : votre texte est resté dans le formulaire.
advice-later = Réessayez dans un moment.
reference = Numéro à donner à l’équipe du nœud : { $number }
your-text = Votre texte, pour qu’il ne soit pas perdu

# Refusals by name, for pages and for fields of forms.
refusal-sign-in-first = Connectez-vous d’abord.
refusal-wrong-password = Ce nom et ce mot de passe ne vont pas ensemble.
refusal-name-taken = Ce nom est déjà pris.
refusal-name-invalid = Un nom de compte a de 1 à 30 lettres sans accent, chiffres ou tirets bas.
refusal-email-invalid = Cette adresse de courriel n’est pas valable.
refusal-email-taken = Un compte utilise déjà cette adresse.
refusal-password-short = Le mot de passe a moins de dix caractères.
refusal-password-long = Le mot de passe a plus de 256 caractères.
refusal-registration-closed = Les inscriptions sont fermées sur ce nœud.
refusal-account-waiting = Votre compte attend encore d’être approuvé.
refusal-account-suspended = Ce compte est suspendu.
refusal-title-empty = Donnez un titre au fil.
refusal-title-long = Le titre a { $have } caractères ; { $max } au plus.
refusal-text-empty = Écrivez quelque chose.
refusal-text-long = Le texte a { $have } caractères ; { $max } au plus.
refusal-too-many-mentions = Une contribution mentionne { $max } personnes au plus.
refusal-lang-unknown = Cette langue n’est pas connue.
refusal-thread-locked = Ce fil est verrouillé : on ne peut plus y répondre.
refusal-thread-absent = Ce fil n’existe pas ici.
refusal-forum-absent = Ce salon n’existe pas ici.
refusal-person-absent = Personne ne porte ce nom ici.
refusal-post-absent = Cette contribution n’existe pas ici.
refusal-post-deleted = Cette contribution a été supprimée.
refusal-post-removed = Cette contribution a été retirée par la modération.
refusal-post-pending = Cette contribution attend encore d’être publiée.
refusal-not-author = Seule la personne qui a écrit une contribution peut la changer.
refusal-not-moderator = Seule la modération de ce salon peut faire cela.
refusal-banned = Vous ne pouvez pas écrire dans ce salon.
refusal-reason-missing = Donnez un motif : il sera visible de tous.
refusal-address-invalid = Une adresse de salon s’écrit @salon@nœud.
refusal-host-blocked = Ce nœud n’échange pas avec { $host }.
refusal-host-silent = { $host } ne répond pas pour le moment.
refusal-not-a-forum = Cette adresse n’est pas celle d’un salon.
refusal-form-stale = Ce formulaire a trop attendu. Relisez-le et envoyez-le de nouveau.
refusal-too-large = Ce qui a été envoyé est trop grand.
refusal-wait = { $seconds ->
        [one] Réessayez dans { $seconds } seconde.
       *[other] Réessayez dans { $seconds } secondes.
    }
refusal-disk-full = Le disque de ce nœud est plein : rien n’a été publié.
