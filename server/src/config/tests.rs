use std::path::{Path, PathBuf};

use super::*;

const EXAMPLE: &str = include_str!("../../../docs/operating/palabre.example.toml");

/// A data directory, with a `palabre.toml` where a text is given.
struct Data(PathBuf);

impl Data {
    fn new(name: &str, file: Option<&str>) -> Self {
        let path =
            std::env::temp_dir().join(format!("palabre-config-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("temporary folder");
        if let Some(text) = file {
            std::fs::write(path.join("palabre.toml"), text).expect("configuration file");
        }
        Self(path)
    }

    fn flags(&self) -> Flags {
        Flags {
            data: Some(self.0.clone()),
            ..Flags::default()
        }
    }

    fn load(&self, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(&self.flags(), owned(variables))
    }

    fn refusal(&self, variables: &[(&str, &str)]) -> ConfigError {
        self.load(variables)
            .expect_err("this configuration is refused")
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn owned(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn host(config: &Config) -> String {
    config.host().expect("a host").to_string()
}

// commands.7
#[test]
fn each_source_holds_over_the_one_before() {
    let data = Data::new("layers", None);
    assert_eq!(data.load(&[]).expect("defaults").node.name, "Palabre");
    assert!(matches!(
        data.load(&[]).expect("defaults").host(),
        Err(ConfigError::NoHost)
    ));

    let data = Data::new(
        "layers-file",
        Some("listen = '127.0.0.1:9001'\n[node]\nhost = 'un.exemple.org'\nname = 'Fichier'\n"),
    );
    let config = data.load(&[]).expect("file");
    assert_eq!(
        (host(&config).as_str(), config.node.name.as_str()),
        ("un.exemple.org", "Fichier")
    );

    let variables = [
        ("PALABRE__NODE__HOST", "deux.exemple.org"),
        ("PALABRE__NODE__NAME", ""),
    ];
    let config = data.load(&variables).expect("variables");
    assert_eq!(host(&config), "deux.exemple.org");
    assert_eq!(
        config.node.name, "Fichier",
        "an empty variable says nothing"
    );
    assert_eq!(config.listen.port(), 9001);

    let flags = Flags {
        host: Some("trois.localhost:8081".to_owned()),
        listen: Some("[::1]:9002".to_owned()),
        database_url: Some("postgres://ici/palabre".to_owned()),
        ..data.flags()
    };
    let config = Config::load(&flags, owned(&variables)).expect("flags");
    assert_eq!(host(&config), "trois.localhost:8081");
    assert_eq!(config.listen.port(), 9002);
    assert_eq!(config.database.url.expose(), "postgres://ici/palabre");
}

// commands.8
#[test]
fn a_named_file_is_read_in_place_of_the_one_in_the_data_directory() {
    let data = Data::new("named", Some("[node]\nname = 'dedans'"));
    let named = data.0.join("autre.toml");
    std::fs::write(
        &named,
        format!("data_dir = '{}'\n[node]\nname = 'dehors'", data.0.display()),
    )
    .expect("configuration file");
    let flags = Flags {
        config: Some(named),
        ..Flags::default()
    };
    let config = Config::load(&flags, []).expect("named file");
    assert_eq!(config.node.name, "dehors");
    assert_eq!(config.data_dir, data.0);
    let missing = Flags {
        config: Some(data.0.join("absent.toml")),
        ..Flags::default()
    };
    assert!(matches!(
        Config::load(&missing, []),
        Err(ConfigError::Unreadable { .. })
    ));
}

// commands.8
#[test]
fn a_file_in_the_data_directory_does_not_move_it() {
    let data = Data::new("moved", Some("data_dir = '/ailleurs'"));
    assert!(matches!(data.refusal(&[]), ConfigError::MovedData { .. }));
}

#[test]
fn a_contact_is_an_address_of_mail_or_nothing() {
    let data = Data::new("contact", None);
    let contact = [("PALABRE__NODE__CONTACT", "contact@exemple.org")];
    let config = data.load(&contact).expect("an address");
    assert_eq!(config.node.contact, "contact@exemple.org");
    let refusal = data.refusal(&[("PALABRE__NODE__CONTACT", "https://exemple.org")]);
    assert!(
        refusal.to_string().contains("contact@exemple.org"),
        "{refusal}"
    );
}

#[test]
fn variables_carry_lists_numbers_and_rates() {
    let data = Data::new("lists", None);
    let config = data
        .load(&[
            ("PALABRE__LIMITS__EXEMPT", "127.0.0.0/8, ::1"),
            ("PALABRE__FEDERATION__ALLOW_PRIVATE", "[\"10.0.0.0/8\"]"),
            ("PALABRE__LIMITS__MAX_WORDS", "300"),
            ("PALABRE__LIMITS__RATES__SIGN_UP", "7/2h"),
            ("PALABRE__NODE__ZONE", "Africa/Dakar"),
            ("PALABRE__NODE__NAME", "2026"),
            ("PALABRE__NODE__REGISTRATION", "closed"),
            ("PALABRE_OTHER", "not ours"),
        ])
        .expect("variables");
    assert_eq!(config.limits.exempt.len(), 2);
    assert!(config.limits.exempt[0].contains(&std::net::IpAddr::from([127, 0, 0, 9])));
    assert_eq!(config.federation.allow_private.len(), 1);
    assert_eq!(config.limits.max_words, 300);
    assert_eq!(config.limits.rates.sign_up, Rate::of(7, 7_200));
    assert_eq!(config.node.zone.name(), "Africa/Dakar");
    assert_eq!(
        config.node.name, "2026",
        "what looks like a number may be a name"
    );
    assert_eq!(config.node.registration, Registration::Closed);
}

// commands.9
#[test]
fn an_unknown_key_is_named_with_its_line_or_variable() {
    let data = Data::new("unknown", Some("# essai\n[node]\nname = 'x'\nhots = 'y'\n"));
    match data.refusal(&[]) {
        ConfigError::UnknownKey {
            place: Place::File(path, Some(4)),
            key,
        } => {
            assert_eq!(
                (path, key.as_str()),
                (data.0.join("palabre.toml"), "node.hots")
            );
        }
        other => panic!("{other:?}"),
    }
    let data = Data::new("unknown-variable", None);
    let refusal = data.refusal(&[("PALABRE__NODE__HOTS", "x")]);
    assert!(
        refusal
            .in_french()
            .contains("PALABRE__NODE__HOTS : clé inconnue « node.hots »")
    );
    assert!(
        refusal
            .in_english()
            .contains("PALABRE__NODE__HOTS: unknown key “node.hots”")
    );
    assert!(matches!(
        data.refusal(&[("PALABRE__NOEUD__NAME", "x")]),
        ConfigError::UnknownKey { .. }
    ));
}

// commands.10
#[test]
fn bad_values_are_refused_in_both_languages() {
    let data = Data::new("values", None);
    for (name, value, french, english) in [
        (
            "PALABRE__LIMITS__EXEMPT",
            "10.0.0.0/40",
            "n'est pas un réseau",
            "is no network",
        ),
        (
            "PALABRE__NODE__ZONE",
            "Afrique/Dakar",
            "fuseau horaire",
            "time zone",
        ),
        (
            "PALABRE__NODE__HOST",
            "https://un.exemple.org/",
            "nom d'hôte",
            "host name",
        ),
        (
            "PALABRE__NODE__LANGUAGES",
            "wo",
            "les pages sont en",
            "the pages are in",
        ),
        (
            "PALABRE__LIMITS__RATES__PAGES",
            "beaucoup",
            "cadence",
            "rate",
        ),
        ("PALABRE__LIMITS__RATES__PAGES", "0/m", "cadence", "rate"),
        (
            "PALABRE__NODE__REGISTRATION",
            "maybe",
            "unknown variant",
            "unknown variant",
        ),
        (
            "PALABRE__LISTEN",
            "localhost:8080",
            "exemple : 127.0.0.1:8080",
            "example: 127.0.0.1:8080",
        ),
        (
            "PALABRE__LIMITS__MAX_WORDS",
            "0",
            "au moins un mot",
            "one word",
        ),
        ("PALABRE__LOG__LEVEL", "garbage==", "un filtre", "no filter"),
        (
            "PALABRE__NODE__SOURCE_URL",
            "javascript:alert(1)",
            "adresse web",
            "web address",
        ),
    ] {
        let refusal = data.refusal(&[(name, value)]);
        assert!(refusal.in_french().starts_with(name), "{refusal}");
        assert!(refusal.in_french().contains(french), "{refusal}");
        assert!(refusal.in_english().contains(english), "{refusal}");
        assert!(!refusal.to_string().contains('\u{1f}'), "{refusal}");
    }
}

#[test]
fn a_bad_value_in_a_file_is_named_with_its_line() {
    let data = Data::new("line", Some("[limits]\nmax_words = 10\nexempt = ['ici']\n"));
    let refusal = data.refusal(&[]);
    assert!(
        refusal
            .in_french()
            .contains("palabre.toml:3 : « limits.exempt » :"),
        "{refusal}"
    );
    let data = Data::new("syntax", Some("[node]\nname = \n"));
    assert!(matches!(
        data.refusal(&[]),
        ConfigError::Invalid {
            place: Place::File(_, Some(2)),
            ..
        }
    ));
}

#[test]
fn host_names_are_read_once_and_compared_with_their_port() {
    for (text, read, scheme) in [
        ("Québec.Exemple.ORG", "xn--qubec-csa.exemple.org", "https"),
        ("un.exemple.org:443", "un.exemple.org", "https"),
        ("un.exemple.org:8443", "un.exemple.org:8443", "https"),
        ("localhost:80", "localhost", "http"),
        ("quebec.localhost:8081", "quebec.localhost:8081", "http"),
        ("quebec.test", "quebec.test", "http"),
        ("fauxlocalhost.org", "fauxlocalhost.org", "https"),
        ("pretest.test.org", "pretest.test.org", "https"),
    ] {
        let host = HostName::parse(text).expect(text);
        assert_eq!((host.to_string().as_str(), host.scheme()), (read, scheme));
        assert_eq!(host.base_url(), format!("{scheme}://{read}"));
    }
    for text in [
        "",
        "hote",
        "un.exemple.org:0",
        "un.exemple.org:70000",
        "192.0.2.1",
        "[::1]:80",
        "::1",
        "moi@un.exemple.org",
        "un.exemple.org/ici",
        "un..org",
        "-un.org",
        "un.exemple.org.",
        "a b.org",
        "0x7f.1",
    ] {
        assert!(HostName::parse(text).is_err(), "{text}");
    }
}

// peering.9
#[test]
fn a_public_node_does_not_start_while_the_library_is_opened() {
    let data = Data::new("danger", None);
    let dangerous = ("DANGER_FEDERATION_ALLOW_LOCAL_IP", "1");
    let public = ("PALABRE__NODE__HOST", "un.exemple.org");
    assert!(matches!(
        data.refusal(&[dangerous, public]),
        ConfigError::Dangerous { .. }
    ));
    data.load(&[dangerous, ("PALABRE__NODE__HOST", "quebec.test")])
        .expect("a trial host");
    data.load(&[public]).expect("without the variable");
}

// commands.11
#[test]
fn a_secret_is_read_from_its_file_and_never_printed() {
    let data = Data::new("secret", None);
    let file = data.0.join("url");
    let path = file.display().to_string();
    let by_file = ("PALABRE__DATABASE__URL_FILE", path.as_str());
    let missing = data.refusal(&[by_file]);
    assert!(missing.in_french().contains(&path), "{missing}");
    std::fs::write(&file, "\n").expect("secret");
    assert!(matches!(
        data.refusal(&[by_file]),
        ConfigError::Secret { source: None, .. }
    ));
    std::fs::write(&file, "postgres://palabre:motdepasse@db/palabre\n").expect("secret");
    let config = data.load(&[by_file]).expect("secret file");
    assert_eq!(
        config.database.url.expose(),
        "postgres://palabre:motdepasse@db/palabre"
    );
    assert!(!format!("{config:?}").contains("motdepasse"));

    let flags = Flags {
        database_url: Some("sqlite://x".to_owned()),
        ..data.flags()
    };
    let config = Config::load(&flags, owned(&[by_file])).expect("the flag holds");
    assert_eq!(config.database.url.expose(), "sqlite://x");
    let twice = format!("[database]\nurl = 'sqlite://x'\nurl_file = '{path}'");
    let data = Data::new("twice", Some(&twice));
    assert!(matches!(data.refusal(&[]), ConfigError::Twice { .. }));
}

// commands.21
#[test]
fn the_address_of_a_database_is_refused_without_being_repeated() {
    let data = Data::new("database", None);
    let file = data.0.join("url");
    let path = file.display().to_string();
    for wrong in [
        "postgre://nobody:motdepasse@127.0.0.1/forum",
        "postgres:nobody:motdepasse@127.0.0.1/forum",
        "postgres://nobody:motdepasse@127.0.0.1:port/forum",
        "mysql://nobody:motdepasse@127.0.0.1/forum",
        "motdepasse",
    ] {
        std::fs::write(&file, wrong).expect("secret");
        let flags = Flags {
            database_url: Some(wrong.to_owned()),
            ..data.flags()
        };
        for refusal in [
            data.refusal(&[("PALABRE__DATABASE__URL", wrong)]),
            data.refusal(&[("PALABRE__DATABASE__URL_FILE", &path)]),
            Config::load(&flags, []).expect_err("the flag is refused"),
        ] {
            let said = format!("{refusal} {refusal:?}");
            assert!(!said.contains("motdepasse"), "{said}");
            for words in [refusal.in_french(), refusal.in_english()] {
                assert!(words.contains("database.url"), "{words}");
                assert!(
                    words.contains("postgres://palabre@127.0.0.1/palabre"),
                    "{words}"
                );
                assert!(words.contains("sqlite:///"), "{words}");
            }
        }
    }
    for right in [
        "sqlite://x.sqlite?mode=rwc",
        "sqlite::memory:",
        "postgres://p:q@127.0.0.1:5433/palabre",
        "postgresql:///palabre?host=/run/postgresql",
    ] {
        data.load(&[("PALABRE__DATABASE__URL", right)])
            .expect(right);
    }
}

#[test]
fn without_an_address_the_database_is_in_the_data_directory() {
    let data = Data::new("sqlite", None);
    let url = format!("sqlite://{}/palabre.sqlite?mode=rwc", data.0.display());
    assert_eq!(data.load(&[]).expect("defaults").database.url.expose(), url);
}

// commands.12
#[test]
fn the_example_holds_every_key_with_its_default() {
    let table = source::from_text(EXAMPLE, Path::new("palabre.example.toml")).expect("example");
    assert_eq!(
        Config::deserialize(table).expect("example"),
        Config::default()
    );
    for section in [
        "",
        "[node]",
        "[database]",
        "[federation]",
        "[limits]",
        "[limits.rates]",
        "[log]",
    ] {
        // serde names the keys that it knows when it refuses one.
        let unknown = format!("{section}\nno_such_key = 1");
        let message = toml::from_str::<Config>(&unknown)
            .expect_err("unknown key")
            .to_string();
        let known = message.split("expected").nth(1).expect("the known keys");
        for key in known.split('`').skip(1).step_by(2) {
            let stands = |line: &str| {
                let line = line.trim_start_matches("# ");
                line.starts_with(&format!("{key} = "))
                    || line.trim_matches(['[', ']']).rsplit('.').next() == Some(key)
            };
            assert!(
                EXAMPLE.lines().any(stands),
                "{section} {key} is missing in the example"
            );
        }
    }
}
