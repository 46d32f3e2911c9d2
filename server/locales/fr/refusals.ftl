# Pages of refusal, by kind: title, explanation, advice.
absent-title = Introuvable
absent-text = Il n’y a rien à cette adresse.
gone-title = Supprimé
gone-text = Ce qui se trouvait ici a été supprimé par la personne qui l’avait écrit.
forbidden-title = Ce n’est pas permis
forbidden-text = Vous n’avez pas le droit de faire cela.
invalid-title = Quelque chose est à revoir
invalid-text = Ce qui a été envoyé ne peut pas être compris.
method-title = Pas de cette façon
method-text = Cette adresse ne reçoit pas de formulaire.
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
advice-go-back = Revenez en arrière : ce qui était dans un formulaire y est resté.
advice-later = Réessayez dans un moment.
reference = Numéro à donner à l’équipe du nœud : { $number }
your-text = Votre texte, pour qu’il ne soit pas perdu

# Refusals by name, for pages and for fields of forms.
refusal-sign-in-first = Connectez-vous d’abord.
refusal-wrong-password = Ce nom et ce mot de passe ne vont pas ensemble.
refusal-name-taken = Ce nom est déjà pris.
refusal-name-invalid = Ce nom n’est pas permis : de 2 à 30 lettres sans accent, chiffres ou tirets bas (ou tirets pour un salon), et aucun mot réservé par le nœud.
refusal-email-invalid = Cette adresse de courriel n’est pas valable.
refusal-email-taken = Un compte utilise déjà cette adresse.
refusal-registration-closed = Les inscriptions sont fermées sur ce nœud.
refusal-title-empty = Donnez un titre au fil.
refusal-forum-title-empty = Donnez un titre au salon.
refusal-text-empty = Écrivez quelque chose.
refusal-language-unknown = Cette langue n’est pas connue.
refusal-thread-locked = Ce fil est verrouillé : on ne peut plus y répondre.
refusal-no-such-thread = Ce fil n’existe pas ici.
refusal-no-such-forum = Ce salon n’existe pas ici.
refusal-no-such-person = Personne ne porte ce nom ici.
refusal-no-such-post = Cette contribution n’existe pas ici.
refusal-person-gone = Ce compte n’existe plus : il a été supprimé par la personne qui le tenait.
refusal-gone = Cette contribution a été supprimée.
refusal-not-yours = Seule la personne qui a écrit une contribution peut la changer.
refusal-not-approved = Votre compte attend d’être approuvé : jusque-là, rien ne part hors des salons.
refusal-not-a-moderator = Seule la modération de ce salon peut faire cela.
refusal-reason-missing = Donnez un motif : il sera visible de tous.
refusal-reason-too-long = Le message a { $chars ->
        [one] { $chars } caractère
       *[other] { $chars } caractères
    } ; { $limit } au plus.
refusal-too-many-scheduled = Vous avez déjà programmé { $limit } messages ; c’est le plus possible pour un jour (25) ou en tout (300).
refusal-schedule-time = Choisissez un moment dans cinq minutes au plus tôt, et dans cinq ans au plus tard.
refusal-already-removed = Cette contribution est déjà retirée.
refusal-not-removed = Cette contribution n’est pas retirée : il n’y a rien à rétablir.
refusal-already-locked = Ce fil est déjà verrouillé.
refusal-not-locked = Ce fil n’est pas verrouillé.
refusal-already-closed = Ce signalement est déjà clos.
refusal-address-invalid = Une adresse de salon s’écrit @salon@nœud.
refusal-form-only = Cette adresse ne reçoit que des formulaires.
refusal-form-slow = Ce formulaire n’est pas arrivé en entier en { $seconds } secondes : rien n’a été publié. Revenez en arrière ; votre navigateur garde d’ordinaire ce que vous avez écrit. Renvoyez-le quand la liaison sera meilleure.
refusal-form-stale = Ce formulaire a trop attendu. Relisez-le et envoyez-le de nouveau.
refusal-too-large = Ce formulaire dépasse { $limit } Ko : raccourcissez le texte, ou partagez-le en plusieurs contributions.
refusal-far-too-large = Ce formulaire dépasse { $limit } Ko : il n’a pas été lu, et rien n’a été publié. Revenez en arrière ; votre navigateur garde d’ordinaire ce que vous avez écrit.
refusal-too-many-attempts = { $seconds ->
        [one] Réessayez dans { $seconds } seconde.
       *[other] Réessayez dans { $seconds } secondes.
    }
refusal-disk-full = Le disque de ce nœud est plein : rien n’a été publié. Gardez votre texte, et réessayez plus tard.
refusal-password-length = Le mot de passe a de 10 à 256 caractères.
refusal-title-too-long = Le titre a { $chars ->
        [one] { $chars } caractère
       *[other] { $chars } caractères
    } ; { $limit } au plus.
refusal-warning-too-long = L’avertissement a { $chars ->
        [one] { $chars } caractère
       *[other] { $chars } caractères
    } ; { $limit } au plus.
refusal-text-too-long = Le texte a { $words ->
        [one] { $words } mot
       *[other] { $words } mots
    } ; { $limit } au plus.
refusal-too-many-mentions = Une contribution mentionne { $limit ->
        [one] { $limit } personne
       *[other] { $limit } personnes
    } au plus.
refusal-too-many-hashtags = Une contribution porte { $limit ->
        [one] { $limit } mot-clé
       *[other] { $limit } mots-clés
    } au plus.
refusal-no-such-account = Il n’y a pas de compte à ce nom.
refusal-host-blocked = Ce nœud n’échange pas avec { $name }.
refusal-you-block = Vous bloquez { $name } : débloquez d’abord, suivez ensuite.
refusal-host-invalid = « { $name } » n’est pas le nom d’un nœud.
refusal-second-body = Une autre version de ceci est déjà connue.
refusal-activity-refused = Cela n’est pas admis ici.
refusal-too-early = La date est dans l’avenir.
refusal-full = Trop de demandes attendent ; rien n’a été perdu ni publié.
refusal-nothing-there = Il n’y a plus rien à cette adresse.
refusal-host-silent = Le nœud de cette adresse ne répond pas pour le moment.
refusal-client-unknown = Cette application n’est pas connue ici. Revenez à l’application et recommencez la connexion.
refusal-redirect-unknown = L’adresse de retour n’est pas celle que l’application a déclarée. Rien n’a été autorisé.
refusal-client-request = L’application demande son autorisation d’une manière que ce nœud ne comprend pas. Rien n’a été autorisé.
refusal-consent-denied = Vous avez refusé l’autorisation. L’application n’a rien reçu.
refusal-not-for-a-page = Ce qui ne s’adresse qu’à quelques personnes ne s’épingle pas.
refusal-too-many-pins = { $limit } contributions au plus peuvent être épinglées.
refusal-note-too-long = La note compte { $chars } caractères ; { $limit } au plus.
refusal-display-too-long = Le nom affiché compte { $chars } caractères ; { $limit } au plus.
refusal-bio-too-long = La présentation compte { $chars } caractères ; { $limit } au plus.
refusal-too-many-fields = { $limit } rubriques au plus.
refusal-field-too-long = Une rubrique compte { $chars } caractères ; { $limit } au plus.
refusal-field-unnamed = Donnez un intitulé à chaque rubrique.
refusal-not-oneself = On ne peut pas le faire envers soi-même.
refusal-not-an-admin = Seule l’administration de ce nœud peut faire cela.
refusal-last-admin = C’est la dernière personne qui administre ce nœud : elle doit pouvoir se connecter.
refusal-account-barred = Ce compte est fermé à la connexion par l’administration de ce nœud. { $why }
refusal-no-login = Cette personne se connecte sur un autre nœud.
refusal-still-held = Votre contribution n’a pas encore paru : attendez qu’elle soit publiée.
refusal-taken-away = Votre contribution a été retirée par la modération. { $why }
refusal-not-waiting = Ce compte n’attend pas d’approbation.
refusal-not-suspended = Seul un compte de ce nœud qui est suspendu peut être supprimé.
refusal-salon-is-for-all = Ce qui se dit dans un salon s’adresse à tout le monde. Choisissez « public », ou ne nommez pas de salon.
refusal-not-to-pass-on = Ce qui ne s’adresse qu’à quelques personnes ne se partage pas.
refusal-poll-options = Un sondage a { $least } options au moins, { $most } au plus.
refusal-option-too-long = Une option compte { $chars } caractères ; { $limit } au plus.
refusal-option-twice = Deux options sont les mêmes.
refusal-poll-time = Un sondage reste ouvert de cinq minutes à un mois.
refusal-poll-with-media = Une contribution porte un sondage ou des médias, pas les deux.
refusal-no-such-option = Ce sondage n’a pas cette option.
refusal-one-option = Ce sondage prend une seule réponse, pas plusieurs.
refusal-poll-over = Ce sondage est terminé.
refusal-voted-already = Vous avez déjà voté.
refusal-own-poll = On ne vote pas dans son propre sondage.
refusal-no-such-request = Personne n’attend ici votre réponse sous ce numéro.
refusal-not-quotable = Cette contribution ne peut pas être citée : son auteur ne le permet pas.
refusal-quote-of-a-few = Ce qui ne s’adresse qu’à quelques personnes ne se cite pas ici.
refusal-no-such-list = Vous n’avez pas cette liste.
refusal-list-title-empty = Donnez un titre à la liste.
refusal-too-many-lists = { $limit } listes au plus peuvent être gardées.
refusal-too-many-listed = Une liste peut avoir { $limit } comptes au plus.
refusal-no-such-filter = Vous n’avez pas ce filtre.
refusal-filter-title-empty = Donnez un titre au filtre.
refusal-filter-context = Dites où le filtre s’applique : home, notifications, public, thread, account.
refusal-too-many-filters = { $limit } filtres au plus peuvent être gardés.
refusal-keyword-empty = Écrivez les mots à filtrer.
refusal-keyword-too-long = Les mots à filtrer comptent { $chars } caractères ; { $limit } au plus.
refusal-too-many-keywords = { $limit } mots-clés au plus peuvent être gardés dans tous les filtres ensemble.
refusal-too-many-filtered = { $limit } contributions au plus peuvent être filtrées une à une.
refusal-filter-shared = Ce filtre a aussi d’autres mots-clés : changez-le avec un client qui connaît les filtres à plusieurs mots-clés.
refusal-too-many-tags = { $limit } mots-clés au plus peuvent être gardés ici.
refusal-no-such-announcement = Cette annonce n’existe pas, ou plus.
refusal-ends-too-early = Une annonce finit après avoir commencé, et dans l’avenir.
refusal-too-many-announcements = Au plus { $limit } annonces à la fois.
refusal-too-many-reactions = Une annonce reçoit au plus { $limit } réactions différentes.
refusal-no-emoji = Ce n’est ni un émoji, ni l’un de ceux de ce nœud.
refusal-no-shortcode = Le nom d’un émoji compte de 2 à 50 lettres sans accent, chiffres et soulignés ; une catégorie, 50 caractères au plus.
refusal-no-such-emoji = Ce nœud n’a pas d’émoji de ce nom.
refusal-too-many-emoji = Un nœud a au plus { $limit } émojis à lui.
refusal-no-such-rule = Ce nœud n’a pas de règle sous ce numéro.
refusal-rule-too-long = Cette règle, ou son explication, compte { $chars } caractères ; elle peut en compter { $limit }.
refusal-too-many-rules = Un nœud a au plus { $limit } règles.
