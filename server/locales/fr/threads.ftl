# Salons, threads and contributions.
threads = Fils
no-threads = Aucun fil pour l’instant.
new-thread = Nouveau fil
thread-untitled = message sans titre
thread-opening-deleted = fil dont l’ouverture a été supprimée
thread-opening-missing = fil dont l’ouverture n’est pas arrivée ici
thread-opening-blocked = fil ouvert depuis un nœud bloqué, ou par une personne suspendue
thread-opening-removed = fil dont l’ouverture a été retirée
pinned = épinglé
locked = verrouillé
pending = en attente
locked-explained = Ce fil est verrouillé : on peut le lire, mais plus y répondre.
opened-by = ouvert par { $name }
last-activity = dernière contribution le { $when }
threads-count = { $n ->
        [one] { $n } fil
       *[other] { $n } fils
    }
contributions-count = { $n ->
        [one] { $n } contribution
       *[other] { $n } contributions
    }
supports-count = { $n ->
        [one] { $n } appui
       *[other] { $n } appuis
    }
gone-count = { $n ->
        [one] { $n } supprimée ou retirée
       *[other] { $n } supprimées ou retirées
    }
held-count = { $n ->
        [one] { $n } en attente
       *[other] { $n } en attente
    }
home = Salon tenu par
follow-address = Adresse à suivre
moderators = Modération
follow-submit = Suivre
unfollow = Ne plus suivre
sign-in-to-open = Se connecter pour ouvrir un fil
sign-in-to-reply = Se connecter pour répondre
in-reply-to = en réponse à { $name }
in-reply-to-missing = en réponse à un message non reçu
in-reply-to-blocked = en réponse à une contribution d’un nœud bloqué ou d’une personne suspendue
message-blocked = Contribution non montrée
message-missing = Message non reçu
edited = modifiée
edited-at = modifiée le { $when }
reply = Répondre
reply-thread = Répondre au fil
support = Appuyer
unsupport = Retirer mon appui
edit = Modifier
delete = Supprimer
report = Signaler
moderate = Modérer
state-deleted = Contribution supprimée par la personne qui l’a écrite.
state-removed = Contribution retirée par la modération du salon.
warned = Avertissement : { $words }
warned-without-words = Texte sensible
state-removed-at = Contribution retirée par la modération du salon le { $when }.
state-refused = Contribution non retenue : seule la personne qui l’a écrite la voit.
state-reason = Motif : { $reason }
state-held = En attente : seules la personne qui l’a écrite et la modération la voient.
state-unconfirmed = Pas encore confirmée par { $host }.
state-missing = Cette contribution a reçu une réponse, mais elle n’est pas encore arrivée ici.
state-withheld = Le texte de cette contribution n’est pas conservé sur ce nœud.
state-blocked = Cette contribution vient d’un nœud que celui-ci a bloqué, ou d’une personne qu’il a suspendue : son texte n’est pas montré ici.
thread-complete = Fil complet
thread-incomplete = Fil incomplet
thread-differs = Fil différent
digest-complete = complet
digest-missing = { $n ->
        [one] { $n } message non reçu
       *[other] { $n } messages non reçus
    }
digest-differs = Ce fil diffère de celui { DE($host) } (comparé le { $when })
digest-pending = { $n ->
        [one] { $n } contribution en attente
       *[other] { $n } contributions en attente
    }
digest-withheld = { $n ->
        [one] { $n } texte non conservé ici
       *[other] { $n } textes non conservés ici
    }
digest-explained = Deux nœuds qui affichent la même empreinte montrent le même fil.

# A contribution by itself.
contribution-of = Contribution { DE($name) }
back-to-thread = Revenir au fil
whole-conversation = Voir toute la conversation
versions = Versions
version-current = version actuelle
version-first = première version
origin = Provenance
origin-host = Écrite sur
origin-id = Identifiant permanent
origin-proof = Preuve
origin-rid = Empreinte de l’acte
origin-received = Reçue ici le
proof-author = signée par la personne qui l’a écrite, signature vérifiée
proof-none = sans signature de la personne qui l’a écrite ; transmise par son nœud ou par le salon

# People and hashtags.
contributions = Contributions
no-contributions = Aucune contribution pour l’instant.
note = Note hors salon
person-from = Cette personne écrit depuis { $host }.
person-changed = Les clés de cette personne ont changé après un long silence : ce qu’elle écrit attend ici que la modération y ait regardé.
salon-changed = Les clés de ce salon ont changé après un long silence : rien de ce que son nœud annonce n’est repris ici avant que l’administration y ait regardé.
person-blocked = Cette personne est suspendue ici, ou écrit depuis un nœud que celui-ci a bloqué : rien d’elle n’est montré ici.
known-since = Connue ici depuis le { $when }
featured-tags = Mots-clés :
hashtag-intro = Les fils qui portent ce mot-clé.
me = Ma page
my-contributions = Mes contributions
my-follows = Salons que je suis
no-follows = Vous ne suivez aucun salon.
follow-pending = demande envoyée

# Moderation.
moderation = Modération
lock = Verrouiller le fil
unlock = Déverrouiller le fil
accept = Publier
refuse = Refuser
remove = Retirer
restore = Rétablir
field-reason-public = Motif, visible de tous
held = Contributions en attente
held-none = Rien n’attend de décision.
held-why-changed = Les clés de cette personne ont changé après plus de trente jours de silence : son nœud est peut-être passé en d’autres mains. Accepter, c’est dire que c’est bien elle.
held-why-erasure = Les clés de cette personne ont changé après plus de trente jours de silence, et ce nœud demande d’effacer. Accepter, c’est dire que c’est bien elle, et effacer ce qu’elle a demandé.
removed = Contributions retirées
removed-none = Rien n’a été retiré.
nothing-to-moderate = Il n’y a rien à décider pour cette contribution.
reports = Signalements
reports-none = Aucun signalement n’attend.
reports-all = Tous les signalements
reports-intro = Ce que des personnes ou d’autres nœuds ont signalé. Un signalement clos quitte la liste ; personne d’autre que la modération ne le lit.
reports-open = À traiter
reports-closed = Clos
close-report = Clore
report-closed-at = clos le { $when }
