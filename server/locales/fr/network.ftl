# The page /reseau.
network-title = Le réseau de ce nœud
network-intro = Les nœuds avec lesquels celui-ci échange, ce qu’ils peuvent faire ici, et si les échanges passent.
policy = Politique
policy-open = Ouverte : tout nœud peut échanger avec celui-ci, sauf ceux qui sont bloqués ci-dessous.
policy-allowlist = Sur liste : seuls les nœuds ouverts ou jumelés ci-dessous échangent avec celui-ci.
peers = Nœuds
no-peers = Aucun échange pour l’instant.
level-allow = ouvert
level-limit = limité
level-block = bloqué
level-twinned = jumelé
level-known = connu
peer-reason = Motif : { $reason }
last-in = Dernière lettre reçue
last-out = Dernière lettre acceptée
never = jamais
queue = File d’attente
queue-count = { $n ->
        [0] vide
        [one] { $n } lettre
       *[other] { $n } lettres
    }
refusal-words = Ce qui ne passe pas
last-refusal = Son dernier refus
clock = Horloge
clock-ahead = { $n ->
        [one] { $n } seconde d’avance sur la nôtre
       *[other] { $n } secondes d’avance sur la nôtre
    }
clock-behind = { $n ->
        [one] { $n } seconde de retard sur la nôtre
       *[other] { $n } secondes de retard sur la nôtre
    }
software = Logiciel
