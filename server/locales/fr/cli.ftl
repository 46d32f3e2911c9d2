# What each command does, named after its path; « palabre --help ».
cli-about = Palabre : un nœud de forum fédéré.
cli-about-serve = Fait tourner le nœud, jusqu’à ce qu’on l’arrête.
cli-about-demo = Fait tourner trois chapitres sur cette machine, avec une vraie discussion.
cli-about-account = Les comptes du nœud.
cli-about-account-create = Crée un compte, approuvé d’emblée.
cli-about-account-approve = Approuve un compte : ce qu’il a écrit part enfin.
cli-about-account-list = Montre les comptes.
cli-about-account-password = Change le mot de passe d’un compte, et ferme ses sessions.
cli-about-account-token = Crée un jeton d’accès et l’affiche, une seule fois.
cli-about-account-role = Donne ou retire l’administration du nœud à un compte.
cli-about-account-disable = Ferme un compte à la connexion, avec ses sessions et ses jetons.
cli-about-account-enable = Rouvre un compte à la connexion.
cli-about-account-suspend = Suspend une personne : rien d’elle n’est plus montré ni reçu ici.
cli-about-account-unsuspend = Met fin à une suspension.
cli-about-forum = Les salons du nœud.
cli-about-forum-create = Ouvre un salon. Son nom est pris pour toujours.
cli-about-peer = Les autres nœuds, et la confiance qui leur est faite.
cli-about-peer-list = Montre les nœuds connus.
cli-about-peer-allow = Admet un nœud, et rend la confiance à ceux de ses membres et salons qui ont changé de clés.
cli-about-peer-limit = Limite un nœud : ses contributions attendent la modération.
cli-about-peer-block = Bloque un nœud : rien n’en vient, rien n’y va.
cli-about-peer-remove = Oublie ce qui avait été dit d’un nœud.
cli-about-peer-trust = Rend la confiance à une seule personne, ou à un seul salon, dont les clés ont changé.
cli-about-post = Les contributions.
cli-about-post-remove = Retire une contribution, avec un motif que tout le monde lit.
cli-about-post-restore = Rétablit une contribution retirée.
cli-about-held = Les contributions qui attendent la modération.
cli-about-held-list = Montre ce qui attend.
cli-about-held-accept = Accepte une contribution, et rend la confiance à qui l’a écrite si ses clés ont changé.
cli-about-held-refuse = Refuse une contribution ; la personne lit le motif.
cli-about-thread = Les fils.
cli-about-thread-digest = Affiche l’empreinte d’un fil, la même sur tous les nœuds qui l’ont en entier.
cli-about-announcement = Ce que le nœud annonce à ses membres.
cli-about-announcement-add = Annonce quelque chose, en Markdown.
cli-about-announcement-list = Montre ce qui est annoncé.
cli-about-announcement-remove = Retire une annonce.
cli-about-rule = Les règles du nœud, à la page /regles et dans les applications.
cli-about-rule-add = Ajoute une règle.
cli-about-rule-list = Montre les règles.
cli-about-rule-remove = Retire une règle.
cli-about-emoji = Les émojis du nœud.
cli-about-emoji-add = Donne une image à un nom, pris entre deux-points dans les textes.
cli-about-emoji-list = Montre les émojis.
cli-about-emoji-remove = Retire un émoji et son image.
cli-about-queue = Le travail en attente.
cli-about-queue-status = Montre ce qui reste à faire, et ce qui ne passe pas.
cli-about-queue-wait = Attend que tout soit fait.
cli-about-doctor = Examine le nœud et dit quoi faire.
cli-about-migrate = Met les tables de la base à jour.

# What each argument means: shared by commands, or after the path of one.
cli-arg-config = Le fichier de configuration ; sans lui, palabre.toml du dossier de données.
cli-arg-data = Le dossier de données [par défaut : palabre-data, ou palabre-demo pour demo].
cli-arg-host = Le nom du nœud dans toutes ses adresses, une fois pour toutes.
cli-arg-database-url = L’adresse de la base : sqlite://… ou postgres://…
cli-arg-lang = La langue des messages, fr ou en.
cli-arg-json = Répond en JSON, pour les scripts.
cli-arg-help = Affiche cette aide.
cli-arg-version = Affiche la version.
cli-arg-serve-listen = L’adresse locale où écouter [par défaut : 127.0.0.1:8080].
cli-arg-serve-no-worker = Sert les pages sans faire le travail en attente.
cli-arg-serve-only-worker = Fait le travail en attente sans servir les pages.
cli-arg-serve-until-stdin-closes = S’arrête quand son entrée standard se ferme.
cli-arg-demo-check = Vérifie tout, sans rester : arrêts brutaux compris.
cli-arg-demo-port-base = Le premier des trois ports [par défaut : 8081].
cli-arg-name = Le nom du compte.
cli-arg-account-create-email = L’adresse de courriel.
cli-arg-password = Le mot de passe, de 10 à 256 caractères.
cli-arg-password-stdin = Lit le mot de passe sur l’entrée standard.
cli-arg-account-create-admin = Donne tous les droits sur le nœud.
cli-arg-account-create-confirmed = Tient l’adresse de courriel pour vérifiée.
cli-arg-account-list-waiting = Seulement les comptes qui attendent une approbation.
cli-arg-account-role-role = « admin » ou « member ».
cli-arg-member = La personne : un nom d’ici, ou @nom@hôte.
cli-arg-account-token-scopes = Ce que le jeton permet [par défaut : « read write follow push »].
cli-arg-forum-create-slug = Le nom du salon dans les adresses : lettres, chiffres, tirets.
cli-arg-forum-create-title = Le titre du salon.
cli-arg-forum-create-description = Une ou deux phrases de présentation.
cli-arg-forum-create-lang = La langue du salon [par défaut : fr].
cli-arg-forum-create-moderator = Le compte qui modère le salon.
cli-arg-peer = Le nom de l’autre nœud, avec son port s’il en a un.
cli-arg-peer-trust-who = La personne ou le salon : @nom@hôte, ou son adresse.
cli-arg-reason = Le motif.
cli-arg-id = Un numéro, l’adresse d’une page, ou un identifiant ActivityPub.
cli-arg-thread-digest-lines = Affiche aussi les lignes d’où vient l’empreinte.
cli-arg-announcement-add-text = Le texte de l’annonce.
cli-arg-starts = Quand cela commence : 2026-12-01, ou 2026-12-01T18:30:00Z.
cli-arg-ends = Quand cela finit, de même ; l’annonce disparaît alors.
cli-arg-number = Le numéro, comme « list » le montre.
cli-arg-rule-add-text = La règle, en une phrase.
cli-arg-hint = Une explication plus longue.
cli-arg-shortcode = Le nom, sans les deux-points : lettres sans accent, chiffres, soulignés.
cli-arg-file = L’image : PNG, JPEG, GIF ou WebP.
cli-arg-category = La catégorie où les applications le rangent.
cli-arg-queue-wait-timeout = Combien de secondes attendre, au plus.

# How the command line is used.
cli-heading-usage = Usage :
cli-heading-commands = Commandes
cli-heading-command = COMMANDE
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-usage-unknown-argument = argument inconnu : { $word }
cli-usage-unknown-command = commande inconnue : { $word }
cli-usage-no-command = il manque une commande.
cli-usage-no-value = il manque une valeur après { $word }
cli-usage-bad-value = { $word } : la valeur « { $value } » ne convient pas.
cli-usage-missing = il manque : { $word }
cli-usage-language = { $value } : cette langue n’est pas parlée ici. Les messages sont en français (fr) ou en anglais (en).
cli-usage-conflict = { $word } et { $other } ne vont pas ensemble.
cli-usage-other = commande incomprise ({ $word }).
cli-usage-near = Peut-être : { $word }
cli-usage-help = L’aide : palabre --help

# What stops a command.
cli-fault = quelque chose s’est cassé : { $words }
cli-no-runtime = le programme ne peut pas démarrer : { $words }
cli-no-signals = les signaux d’arrêt ne peuvent pas être écoutés : { $words }
cli-password-prompt = Mot de passe :
cli-no-stdin = l’entrée standard ne se lit pas : { $words }
cli-file-unreadable = { $path } ne peut être ni lu ni écrit : { $words }
cli-data-dir = le dossier de données { $dir } n’est pas utilisable : { $words }
    Donnez-en un autre par --data, ou rendez celui-ci accessible au compte qui fait tourner le nœud.
cli-no-node = il n’y a pas encore de nœud dans { $dir }.
    Donnez son dossier par --data, ou créez-le : palabre migrate --host NOM --data { $dir }
cli-not-a-name = « { $text } » n’est ni un numéro, ni l’adresse d’une page, ni un identifiant ActivityPub.
cli-database-unreadable = la base de données ne s’ouvre pas : { $words }
    Vérifiez [database] url, les droits sur le fichier et la place sur le disque ; puis : palabre doctor
cli-database-migration = les tables ne peuvent pas être mises à jour : { $words }
    Rien n’a été perdu. Une version plus récente a peut-être servi cette base : reprenez-la.
cli-other-host = ces données appartiennent à { $pinned }, pas à { $asked }.
    Le nom d’un nœud ne change jamais, car ses clés y sont attachées. Reprenez l’ancien nom, ou un autre dossier par --data.
cli-control = le nœud qui tourne ne répond pas : { $words }
cli-log-level = [log] level = « { $level } » n’est pas un filtre : { $words }

# palabre serve
cli-welcome = il n’y a pas encore de nœud dans { $dir }. Pour commencer :

    1. Choisissez le nom du nœud, une fois pour toutes. Pour essayer : quebec.localhost:8080
    2. Créez votre compte :
         palabre account create VOTRE_NOM --email VOUS@EXEMPLE --password-stdin --admin --confirmed --host NOM --data { $dir }
    3. Ouvrez un premier salon :
         palabre forum create accueil --title Accueil --moderator VOTRE_NOM --data { $dir }
    4. Faites tourner le nœud :
         palabre serve --data { $dir }

    Toutes les clés de configuration : docs/operating/palabre.example.toml
    Pour voir trois chapitres à l’œuvre : palabre demo
cli-welcome-no-host = il y a des données dans { $dir }, mais le nom du nœud manque.
    Donnez --host NOM, ou « host » sous [node] dans { $dir }/palabre.toml.
cli-already-serving = un nœud tourne déjà sur { $dir }.
    Arrêtez-le d’abord ; les autres commandes marchent pendant qu’il tourne.
cli-port-in-use = l’adresse { $listen } est déjà prise ({ $words }).
    Arrêtez l’autre programme, ou choisissez un autre port : --listen 127.0.0.1:8090
cli-port-denied = le système refuse l’adresse { $listen } ({ $words }).
    Prenez un port au-dessus de 1023 et laissez un mandataire (Caddy, nginx) tenir les ports 80 et 443.
cli-address-not-here = l’adresse { $listen } n’est pas sur cette machine ({ $words }).
    Donnez une adresse d’ici par --listen, par exemple 127.0.0.1:8080.
cli-cannot-listen = impossible d’écouter sur { $listen } : { $words }
cli-no-socket = la prise de commande { DE($dir) } ne peut pas être ouverte : { $words }
    Prenez un dossier de données au nom plus court, sur un disque de cette machine.
cli-not-started = le nœud ne démarre pas : { $words }
cli-serving = Le nœud { $address } écoute sur { $listen }.
cli-stopped = Le nœud s’est arrêté ; tout est sur le disque.

# palabre account
cli-account-created = Le compte { $name } est créé.
cli-account-approved = Le compte { $name } est approuvé.
cli-account-password = Le mot de passe { DE($name) } est changé ; ses sessions sont fermées.
cli-account-none = Aucun compte.
cli-account-line = @{ $name } · { $display } · { $email } · { $role } · { $state }
cli-account-motive = Motif : { $motive }
cli-account-admin = administration
cli-account-member = membre
cli-account-waiting = attend une approbation
cli-account-unconfirmed = courriel à vérifier
cli-account-active = actif
cli-account-barred = fermé à la connexion
cli-account-role = { $name } : { $role }.
cli-account-disabled = Le compte { $name } est fermé à la connexion.
cli-account-enabled = Le compte { $name } est rouvert à la connexion.
cli-account-suspended = Plus rien { DE($name) } n’est montré ni reçu sur ce nœud.
cli-account-unsuspended = La suspension { DE($name) } est levée.
cli-scope-unknown = le jeton ne peut pas permettre « { $scope } ». Ce qui est connu : { $known }, et des parties comme read:statuses.

# palabre forum
cli-forum-created = Le salon { $address } est ouvert : { $page }

# palabre peer
cli-peer-none = Aucun autre nœud n’est connu.
cli-peer-line = { $host } : { $level }{ $reason }
cli-peer-level-none = rien n’en est dit
cli-peer-level-allow = ouvert
cli-peer-level-limit = limité
cli-peer-level-block = bloqué
cli-peer-set = { $host } : { $level }.
cli-peer-changed = { $host } : clés changées après un long silence, et que personne n’a regardées : { $names }. « palabre peer trust @NOM@HÔTE » rend la confiance à une personne ou à un salon, « palabre peer allow { $host } » à tout le nœud.
cli-peer-trusted = { $host } : confiance rendue à { $names }.
cli-peer-removed = { $host } : ce qui en était dit est oublié.
cli-peer-unknown = rien n’était dit { DE($host) }.
cli-peer-not-changed = personne de ce nom n’a changé de clés : { $who }. « palabre peer list » montre qui attend.
cli-peer-several = plusieurs portent ce nom ; donnez une de ces adresses : { $uris }

# palabre post, palabre held
cli-post-removed = La contribution est retirée : { $page }
cli-post-restored = La contribution est rétablie : { $page }
cli-held-none = Rien n’attend la modération.
cli-held-line = { $id } · { $author } · { $excerpt }
cli-held-why = {"   "}{ $why }
cli-held-accepted = La contribution est acceptée : { $page }
cli-held-refused = La contribution est refusée : { $page }

# palabre thread
cli-thread-complete = complet
cli-thread-missing = manquent : { $ids }
cli-thread-differs = diffère de celui { DE($host) } (comparé le { $when })
cli-thread-pending = en attente : { $n }
cli-thread-withheld = non conservées : { $n }
cli-thread-record-differs = l’entrée { $record } n’a plus l’empreinte { $rid } : la base a été altérée.
    Reprenez une sauvegarde.

# palabre queue
cli-queue-unfinished = { $n ->
    [0] Rien n’est en attente.
    [one] { $n } tâche en attente.
   *[other] { $n } tâches en attente.
}
cli-queue-lane = { $lane } : { $ready } en attente, { $refused ->
        [one] { $refused } refusée
       *[other] { $refused } refusées
    }, { $dropped ->
        [one] { $dropped } abandonnée
       *[other] { $dropped } abandonnées
    }
cli-queue-failing = ne passe plus depuis { $since }, nouvel essai { $until } : { $words }
cli-queue-refused = refusé par { $lane } : { $words }
cli-queue-lane-from = lettres { DE($host) } : { $ready } en attente, { $refused ->
        [one] { $refused } non ouverte
       *[other] { $refused } non ouvertes
    }, { $dropped ->
        [one] { $dropped } abandonnée
       *[other] { $dropped } abandonnées
    }
cli-queue-unopened = lettre { DE($host) } que ce nœud n’a pas pu ouvrir : { $words }
cli-queue-empty = Tout est fait.
cli-queue-waits = Rien n’est à faire pour l’instant ; { $n ->
        [one] { $n } tâche attend le prochain essai.
       *[other] { $n } tâches attendent le prochain essai.
    }
cli-queue-left = le temps est écoulé, { $n ->
        [one] { $n } tâche reste.
       *[other] { $n } tâches restent.
    }

# palabre migrate
cli-migrated = Les tables { DE($host) } sont à jour.

# palabre doctor
cli-doctor-well = Le nœud se porte bien.
cli-doctor-ill = à réparer : { $n }
cli-doctor-config = La configuration se lit.
cli-doctor-config-advice = Corrigez-la ; toutes les clés sont dans docs/operating/palabre.example.toml.
cli-doctor-host = Le nœud s’appelle { $host }.
cli-doctor-host-missing = Le nom du nœud manque.
cli-doctor-host-missing-advice = Donnez --host NOM, ou « host » sous [node] dans palabre.toml.
cli-doctor-host-trial = { $host } est un nom d’essai : aucun nœud public ne lui parlera.
cli-doctor-host-trial-advice = Pour un vrai nœud, prenez un nom de domaine et un dossier de données neuf.
cli-doctor-source = Le pied des pages mène au code source : { $address }
cli-doctor-source-missing = Aucune page ne mène au code source de ce nœud.
cli-doctor-source-missing-advice = Donnez son adresse : « source_url » sous [node] dans palabre.toml. La licence AGPL-3.0 le demande.
cli-doctor-danger = { $variable } n’est pas définie.
cli-doctor-danger-set = { $variable } est définie : elle ouvre le réseau local aux serveurs distants.
cli-doctor-danger-set-advice = Retirez-la ; [federation] allow_private fait la même chose en mieux.
cli-doctor-dir = Le dossier { $dir } s’écrit, et n’est lisible que de son propriétaire.
cli-doctor-dir-file = { $dir } n’est pas un dossier.
cli-doctor-dir-file-advice = Donnez un dossier par --data.
cli-doctor-dir-missing = Le dossier { $dir } ne s’ouvre pas : { $words }
cli-doctor-dir-missing-advice = Donnez le bon dossier par --data, ou créez le nœud : palabre serve
cli-doctor-dir-closed = Le dossier { $dir } ne s’écrit pas : { $words }
cli-doctor-dir-closed-advice = Rendez-le au compte qui fait tourner le nœud, et faites de la place.
cli-doctor-dir-open = D’autres comptes de la machine peuvent lire { $dir }, où sont les clés.
cli-doctor-dir-open-advice = Fermez-le : chmod 700 { $dir }
cli-doctor-disk = Place libre : { $free } Mo.
cli-doctor-disk-little = Il reste peu de place : { $free } Mo.
cli-doctor-disk-little-advice = Faites de la place : sans elle, le nœud refuse d’écrire, mais ne perd rien.
cli-doctor-clock = L’horloge dit { $now }.
cli-doctor-clock-wrong = L’horloge dit { $now }, ce qui est douteux.
cli-doctor-clock-wrong-advice = Mettez la machine à l’heure (NTP) : douze heures d’écart, et les autres nœuds refusent nos lettres.
cli-doctor-serving = Le nœud tourne et répond.
cli-doctor-socket = La prise de commande ne répond pas : { $words }
cli-doctor-socket-advice = Lancez la commande sous le compte qui fait tourner le nœud.
cli-doctor-port-free = Le nœud ne tourne pas ; l’adresse { $listen } est libre.
cli-doctor-port-taken = Le nœud ne tourne pas, et l’adresse { $listen } n’est pas libre : { $words }
cli-doctor-port-taken-advice = Arrêtez l’autre programme, ou changez « listen ».
cli-doctor-reach = Le nœud se trouve sous son nom : { $address }
cli-doctor-unreached = Le nœud ne se trouve pas sous son nom ({ $address }) : { $words }
cli-doctor-unreached-advice = Vérifiez le nom dans le DNS, le mandataire (Caddy, nginx) et le certificat ; les autres nœuds passent par là.
cli-doctor-database = La base s’ouvre ; ses tables sont à jour.
cli-doctor-database-none = Il n’y a pas encore de base de données.
cli-doctor-database-none-advice = Le premier « palabre serve » la crée.
cli-doctor-database-advice = Le message dit où ; reprenez une sauvegarde si le fichier est abîmé.
cli-doctor-durable = Ce qui est écrit est sur le disque ({ $words }).
cli-doctor-not-durable = La base ne promet pas que ce qui est écrit est sur le disque ({ $words }).
cli-doctor-not-durable-advice = Remettez synchronous (SQLite) ou synchronous_commit (PostgreSQL) comme il était.
cli-doctor-keys = Les clés { DE($actor) } sont là.
cli-doctor-keys-missing = Les clés { DE($actor) } manquent.
cli-doctor-keys-missing-advice = Le premier « palabre serve » les crée. Si le nœud a déjà servi, reprenez une sauvegarde.
cli-doctor-lanes = Les envois passent ; { $n } en attente.
cli-doctor-lane-failing = { $lane } ne passe plus depuis { $since } : { $words }
cli-doctor-lane-failing-advice = Rien n’est perdu : le nœud réessaie. Si cela dure, écrivez à l’équipe de l’autre nœud.
cli-doctor-refused = { $lane } : { $n ->
        [one] { $n } envoi refusé
       *[other] { $n } envois refusés
    } pour de bon
cli-doctor-threads = Aucun fil connu comme différent de celui de son nœud d’attache.
cli-doctor-threads-differ = { $n ->
        [one] { $n } fil diffère de celui de son nœud d’attache
       *[other] { $n } fils diffèrent de ceux de leur nœud d’attache
    }
cli-doctor-threads-differ-advice = Ils sont comparés de nouveau chaque jour. « palabre thread digest ADRESSE --lines » sur les deux nœuds montre en quoi ils diffèrent.
cli-doctor-refused-advice = « palabre queue status » montre les mots de l’autre nœud.
cli-doctor-unopened = Ce nœud n’a pas pu ouvrir { $n ->
        [one] { $n } lettre
       *[other] { $n } lettres
    } { DE($host) } : { $words }
cli-doctor-unopened-advice = La faute est de notre côté : lisez le journal du nœud, et signalez la panne avec ces mots à l’équipe de Palabre.
cli-doctor-opening-fails = Ce nœud n’ouvre plus les lettres { DE($host) } depuis { $since } : { $words }
cli-doctor-opening-fails-advice = Rien n’est perdu : le nœud réessaie. Si cela dure, la faute est de notre côté : lisez le journal du nœud, et signalez la panne avec ces mots à l’équipe de Palabre.

# palabre demo
cli-demo-starting = Trois chapitres démarrent dans { $dir }…
cli-demo-seeding = Neuf personnes écrivent par les formulaires des pages…
cli-demo-settling = Les trois nœuds finissent leur travail…
cli-demo-ready = Trois chapitres tournent, et se parlent par ActivityPub signé :
cli-demo-chapter = • { $title } : { $address } ({ $people })
cli-demo-salon = • Salon { $address } : { $page }
cli-demo-password = Mot de passe de tout le monde : { $password }
cli-demo-end = Ctrl-C arrête tout ; une nouvelle « palabre demo » reprend où elle en était.
cli-demo-chapter-failed = le chapitre { $chapter } ne tourne pas : { $words }
    Son journal : { $log }
cli-demo-port-in-use = le chapitre { $chapter } ne démarre pas : l’adresse { $listen } est déjà prise.
    Arrêtez l’autre programme, ou choisissez trois autres ports : palabre demo --port-base 9081
cli-demo-page = la page { $address } n’a pas répondu comme prévu : { $words }
cli-demo-not-there = « { $what } » ne se trouve pas sur le nœud { $chapter }.
cli-demo-not-settled = le nœud { $chapter } n’a pas fini : { $n ->
        [one] { $n } tâche reste.
       *[other] { $n } tâches restent.
    }
cli-demo-command = « palabre { $command } » a échoué : { $words }
cli-demo-psql = PALABRE_DEMO_POSTGRES : { $words }
cli-demo-twin = la seconde implémentation (tests/twin/palabre_digest.py, python3) ne répond pas : { $words }
cli-demo-not-fresh = { $dir } n’est pas vide : la vérification commence dans un dossier neuf.
cli-demo-round = { $stopped } est arrêté ; { $killed } est tué avec { $n ->
        [one] { $n } envoi ou lettre
       *[other] { $n } envois ou lettres
    } en cours, les autres continuent.
cli-demo-few = il n’y avait que { $n ->
        [one] { $n } envoi ou lettre
       *[other] { $n } envois ou lettres
    } en cours : l’épreuve ne prouve rien.
cli-demo-column-thread = Fil
cli-demo-column-twin = jumeau
cli-demo-column-pages = pages
cli-demo-difference = ≠ { $line }
cli-demo-different = les trois nœuds ne montrent pas la même chose.
cli-demo-equal = { $n ->
        [one] { $n } contribution
       *[other] { $n } contributions
    } : tout est égal et complet.
cli-demo-kept = Les données sont dans { $dir }.

# palabre announcement, rule, emoji
cli-not-a-time = « { $text } » n’est pas un moment. Exemples : 2026-12-01, ou 2026-12-01T18:30:00Z.
cli-announcement-added = C’est annoncé. Pour le retirer : palabre announcement remove { $number }
cli-announcement-none = Rien n’est annoncé.
cli-announcement-line = { $number } · { $text }
cli-announcement-removed = L’annonce { $number } est retirée.
cli-rule-added = La règle { $number } est ajoutée : { $page }
cli-rule-none = Ce nœud n’a pas de règles.
cli-rule-line = { $number } · { $text }
cli-rule-removed = La règle { $number } est retirée.
cli-emoji-added = :{ $shortcode }: a son image.
cli-emoji-none = Ce nœud n’a pas d’émojis à lui.
cli-emoji-line = :{ $shortcode }:{ $category }
cli-emoji-removed = :{ $shortcode }: n’a plus d’image.
