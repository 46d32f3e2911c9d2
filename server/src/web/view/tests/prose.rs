//! French prose for size tests: grammatical sentences drawn word by word from a stock large
//! enough that gzip finds no more to save in them than in what people write.

const MASCULINE: &str = "accord atelier abonné argument avenir barème bénévole budget bureau câble \
    calendrier chantier chapitre chercheur chiffre citoyen collectif comité compte conseil contrat \
    courriel débat débit délai député désaccord district document domaine dossier droit élève \
    enseignant équipement espace étudiant exemple financement foyer forum fournisseur gouvernement \
    groupe guide hôpital indicateur ingénieur juge langage litige logement logiciel maire marché \
    mécanisme message ministère modèle moratoire nœud nom numéro opérateur outil panneau partenaire \
    pays pêcheur plan pouvoir principe problème projet protocole prix public quartier rapport recours \
    registre relais résultat routeur savoir scénario secteur serveur service seuil signal site \
    syndicat tarif terrain territoire texte trafic transit travail tribunal usager village vote";

const FEMININE: &str = "antenne archive association assemblée autorité bande banque bibliothèque \
    bourse carte cartographie charte clause clé collectivité commission commune communauté compétence \
    confiance connexion consultation coopérative coupure crise cybersécurité décision demande dépense \
    députée diversité donnée école égalité élection électricité enquête entreprise équipe étape étude \
    expérience facture faculté famille fibre fondation formation fréquence gouvernance île \
    infrastructure initiative interface ligne loi mairie maintenance majorité mesure méthode minorité \
    modération mutualisation neutralité norme panne parole part pédagogie pénurie plainte plateforme \
    portabilité présence preuve priorité procédure protection question radio récolte réforme région \
    règle réponse requête ressource réunion route saison santé sauvegarde société solution subvention \
    surveillance synthèse taxe technologie traduction transparence union université ville voix";

// Adjectives with one form for both genders, so that they agree wherever they stand.
const ADJECTIVES: &str = "accessible agricole autonome budgétaire communautaire concevable \
    considérable crédible démocratique difficile disponible durable économique équitable étanche \
    fiable fragile francophone habitable historique honorable informatique juridique \
    libre lisible malgache mobile modeste multilingue neutre numérique obligatoire parlementaire \
    pauvre politique possible pratique praticable probable propre publique raisonnable rapide rare \
    remarquable responsable riche scolaire simple solidaire souple stable stratégique technique \
    temporaire tranquille unique utile vaste vérifiable volontaire";

const VERBS: &str = "abandonne accepte accompagne accueille adapte admet affirme aide améliore analyse \
    annonce attend augmente bloque change chiffre cite clarifie combine commande compare complète \
    comprend concerne confirme connaît conserve construit conteste contrôle coordonne corrige coûte \
    critique défend définit demande dépasse désigne développe documente échange encourage enseigne \
    évalue évite examine explique finance freine garantit gère gêne habite héberge ignore impose \
    informe installe interroge invite justifie limite maintient menace mesure modifie montre négocie \
    néglige nomme oriente oublie ouvre partage paie permet perturbe porte prépare présente prévoit \
    produit promet propose protège publie raconte rappelle réclame redoute réduit refuse regarde relie \
    remplace rend répare respecte retarde réunit révèle simplifie soutient suit surprend surveille \
    traduit transforme utilise valide vérifie vise";

const ADVERBS: &str = "ailleurs ainsi après aujourd’hui auparavant autrement beaucoup bientôt \
    clairement collectivement d’abord davantage demain désormais difficilement encore enfin ensemble \
    ensuite évidemment facilement fortement franchement gratuitement habituellement heureusement hier \
    justement lentement longtemps malheureusement mieux naturellement néanmoins notamment parfois \
    partout patiemment peu plutôt pourtant précisément progressivement publiquement quelquefois \
    rarement récemment régulièrement sérieusement seulement souvent surtout systématiquement tard \
    toujours toutefois trop utilement vite volontiers vraiment";

const PLACES: &str = "Antananarivo Bamako Bathurst Chicoutimi Conakry Cotonou Dakar Douala Gatineau \
    Genève Kaolack Kigali Kinshasa Lomé Mahajanga Moncton Montréal Niamey Ouagadougou Rimouski Rufisque \
    Saint-Louis Sherbrooke Tamatave Thiès Toliara Toamasina Trois-Rivières Tunis Yaoundé Ziguinchor";

const FIRST: &str = "Adama Aïssatou Aline Aminata Bakary Chantal Émile Fanja Félicité Ginette Haja Ibrahima \
    Josée Khady Lalao Mamadou Mireille Njara Ousmane Pierrette Rado Sékou Solange Tiana Yvon Zoé";

const LAST: &str = "Andriamanana Bélanger Cissé Desrosiers Fall Gbaguidi Houle Kaboré Lavoie Mbaye Nguema \
    Ouellet Pelletier Quirion Rabemananjara Sawadogo Thibault Traoré Vachon Yaméogo Zongo";

const JOINTS: [&str; 12] = [
    "car",
    "mais",
    "et",
    "tandis que",
    "alors que",
    "si bien que",
    "or",
    "quand",
    "donc",
    "comme",
    "où",
    "lorsque",
];

/// A stream of numbers that is the same on every run (Knuth's MMIX generator).
pub(super) struct Draw(u64);

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % (n as u64)).expect("a small number")
    }

    fn word<'a>(&mut self, list: &'a str) -> &'a str {
        let n = self.below(list.split_whitespace().count());
        list.split_whitespace().nth(n).expect("an entry")
    }
}

fn elided(article: &str, word: &str) -> String {
    let vowel = word
        .chars()
        .next()
        .is_some_and(|first| "aeéèêhiîoœuy".contains(first));
    match article {
        "le" | "la" if vowel => format!("l’{word}"),
        "de" if vowel => format!("d’{word}"),
        _ => format!("{article} {word}"),
    }
}

fn plural(word: &str) -> String {
    let irregular = ["s", "x", "z", "al", "eau", "au", "ou"]
        .iter()
        .any(|end| word.ends_with(end));
    if irregular {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

/// A noun with its article, an adjective or a complement; whether it is plural is drawn too.
fn noun(draw: &mut Draw) -> (String, bool) {
    let (list, articles) = match draw.below(2) {
        0 => (
            MASCULINE,
            ["le", "un", "chaque", "notre", "ce même", "aucun autre"],
        ),
        _ => (FEMININE, ["la", "une", "chaque", "notre", "cette", "toute"]),
    };
    let word = draw.word(list);
    let many = draw.below(3) == 0 && plural(word) != word;
    let mut text = if many {
        let article = ["les", "des", "nos", "quelques", "plusieurs", "ces"][draw.below(6)];
        format!("{article} {}", plural(word))
    } else {
        elided(articles[draw.below(articles.len())], word)
    };
    if draw.below(2) == 0 {
        let adjective = draw.word(ADJECTIVES);
        text.push(' ');
        text.push_str(&if many {
            plural(adjective)
        } else {
            adjective.to_owned()
        });
    }
    let complement = match draw.below(8) {
        0 => format!(" de {}", draw.word(PLACES)),
        1 | 2 => format!(" {}", elided("de", draw.word(FEMININE))),
        _ => String::new(),
    };
    (text + &complement, many)
}

/// A verb of the first group in one of four tenses, others in the present.
fn verb(draw: &mut Draw, many: bool) -> String {
    let regular = |verb: &str| {
        verb.ends_with('e')
            && !verb.contains('è')
            && !["ge", "ce", "lle", "vre"]
                .iter()
                .any(|end| verb.ends_with(end))
    };
    let mut word = draw.word(VERBS);
    while many && !regular(word) {
        word = draw.word(VERBS);
    }
    if !regular(word) {
        return word.to_owned();
    }
    let stem = word.strip_suffix('e').expect("a regular verb");
    match (draw.below(5), many) {
        (0, false) => format!("{stem}ait"),
        (0, true) => format!("{stem}aient"),
        (1, false) => format!("{stem}era"),
        (1, true) => format!("{stem}eront"),
        (2, false) => format!("{stem}erait"),
        (2, true) => format!("{stem}eraient"),
        (_, false) => word.to_owned(),
        (_, true) => format!("{word}nt"),
    }
}

fn clause(draw: &mut Draw) -> String {
    let (subject, many) = noun(draw);
    let mut text = format!("{subject} {} ", verb(draw, many));
    if draw.below(2) == 0 {
        text.push_str(draw.word(ADVERBS));
        text.push(' ');
    }
    text.push_str(&noun(draw).0);
    let ending = match draw.below(6) {
        0 => format!(" en {}", 1994 + draw.below(33)),
        1 => format!(" à {} %", draw.below(100)),
        2 => format!(" pour {} euros", 10 * draw.below(3_000)),
        3 => format!(" selon {} {}", draw.word(FIRST), draw.word(LAST)),
        4 => format!(" à {}", draw.word(PLACES)),
        _ => String::new(),
    };
    text + &ending
}

fn sentence(draw: &mut Draw) -> String {
    let mut text = clause(draw);
    if draw.below(2) == 0 {
        let joint = JOINTS[draw.below(JOINTS.len())];
        text = format!("{text}, {joint} {}", clause(draw));
    }
    let mut letters = text.chars();
    let first = letters.next().expect("a sentence has letters");
    let end = [".", ".", ".", "\u{202F}!", "\u{202F}?"][draw.below(5)];
    first
        .to_uppercase()
        .chain(letters)
        .chain(end.chars())
        .collect()
}

/// Paragraphs of about `words` words, never fewer.
pub(super) fn paragraphs(draw: &mut Draw, words: usize) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut written = 0;
    while written < words {
        let next = sentence(draw);
        written += next.split_whitespace().count();
        match paragraphs.last_mut() {
            Some(last) if last.split_whitespace().count() < 60 => {
                last.push(' ');
                last.push_str(&next);
            }
            _ => paragraphs.push(next),
        }
    }
    paragraphs
}
