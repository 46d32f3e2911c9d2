# Sondages : ce qu’une contribution demande.
poll = Sondage
poll-several = Sondage, plusieurs choix possibles
poll-vote = Voter
poll-own = votre choix
poll-votes = { $n ->
        [one] { $n } voix
       *[other] { $n } voix
    }
poll-voters = { $n ->
        [one] { $n } personne a voté
       *[other] { $n } personnes ont voté
    }
poll-ends = jusqu’au { $when }
poll-ended = terminé le { $when }
poll-hidden = résultats à la fin du sondage

# Citations.
quote-waits = Une citation attend l’accord de son auteur.
quote-hidden = Une contribution est citée, qu’on ne peut pas lire ici.
quote-sensitive = Contenu sensible, sans texte
quote-without-words = Sans texte
