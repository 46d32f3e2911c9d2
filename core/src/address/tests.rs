use super::{
    ActorUrl, AddressRefusal, Handle, Host, InboxUrl, Located, MAX_URL_BYTES, NameRefusal,
    ObjectUrl, RESERVED, forum_slug, is_address, local_name, same_origin,
};

fn host(text: &str) -> Host {
    Host::parse(text).expect("a host")
}

fn actor(text: &str) -> ActorUrl {
    ActorUrl::parse(text).expect("an actor's address")
}

#[test]
fn hosts_are_read_in_one_form() {
    for (written, form) in [
        ("isoc.tn", "isoc.tn"),
        ("ISOC.tn", "isoc.tn"),
        ("isoc.tn.", "isoc.tn"),
        ("isoc.tn.:8081", "isoc.tn:8081"),
        ("isoc.tn:443", "isoc.tn"),
        ("isoc.tn:80", "isoc.tn:80"),
        ("isoc.tn:0443", "isoc.tn"),
        ("quebec.localhost:8081", "quebec.localhost:8081"),
        ("Québec.example", "xn--qubec-csa.example"),
        ("XN--QUBEC-CSA.example", "xn--qubec-csa.example"),
        ("Another_instance.example", "another_instance.example"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
        ("127.0.0.1:3000", "127.0.0.1:3000"),
        ("0x7f.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("[0:0:0:0:0:0:0:1]:8081", "[::1]:8081"),
        ("[2001:DB8::1]:443", "[2001:db8::1]"),
    ] {
        assert_eq!(host(written).as_str(), form, "{written}");
        assert_eq!(host(form).as_str(), form, "{form} again");
    }
}

#[test]
fn what_is_not_a_host_is_refused() {
    let long_label = format!("{}.example", "a".repeat(64));
    let long_name = format!("{}example", "abcdefgh.".repeat(30));
    for written in [
        "",
        ".",
        "..",
        "a..b",
        ".isoc.tn",
        "isoc.tn..",
        "isoc.tn:",
        "isoc.tn:0",
        "isoc.tn:65536",
        "isoc.tn:+80",
        "isoc.tn:80a",
        "isoc tn",
        "isoc.tn/",
        "a@isoc.tn",
        "isoc.tn#x",
        "isoc.tn?x",
        "isoc\t.tn",
        "isoc.tn\n",
        "is%6fc.tn",
        "-isoc.tn",
        "isoc-.tn",
        "::1",
        "[::1",
        "[::g]",
        "1.2.3.256",
        "a\\b",
        "https://isoc.tn",
        "*.evil.example",
        "a!b.example",
        "a\"b.example",
        "a,b.example",
        "a$b.ex",
        "a'b.example",
        "a(b).example",
        "xn--a_b-.example",
        &long_label,
        &long_name,
    ] {
        assert_eq!(
            Host::parse(written),
            Err(AddressRefusal::Host),
            "{written:?}"
        );
    }
}

// delivery.14
#[test]
fn the_port_is_part_of_the_host() {
    assert_ne!(host("localhost:8081"), host("localhost:8082"));
    assert_ne!(host("localhost:8081"), host("localhost"));
    assert_ne!(host("127.0.0.1:8081"), host("127.0.0.2:8081"));
    assert_eq!(Host::parse_for("isoc.tn:80", false), Ok(host("isoc.tn")));
    assert_eq!(
        Host::parse_for("isoc.tn:443", false)
            .expect("a host")
            .port(),
        Some(443)
    );
    let ipv6 = host("[::1]:8081");
    assert_eq!((ipv6.name(), ipv6.port()), ("[::1]", Some(8081)));
    let plain = host("isoc.tn");
    assert_eq!((plain.name(), plain.port()), ("isoc.tn", None));
}

// peering.7
#[test]
fn trial_hosts_and_literals_are_known() {
    for (written, trial, literal) in [
        ("localhost", true, false),
        ("localhost.:8081", true, false),
        ("Quebec.LOCALHOST:8081", true, false),
        ("quebec.test", true, false),
        ("test", false, false),
        ("mylocalhost", false, false),
        ("localhost.example", false, false),
        ("quebec.test.example", false, false),
        ("127.0.0.1:8081", false, true),
        ("[::1]:8081", false, true),
    ] {
        let host = host(written);
        assert_eq!(
            (host.is_trial(), host.is_literal()),
            (trial, literal),
            "{written}"
        );
    }
}

#[test]
fn authority_is_scheme_host_and_port() {
    let here = actor("https://quebec.test/ap/u/awa");
    for (other, same) in [
        ("https://quebec.test/ap/f/acces", true),
        ("https://QUEBEC.test:443/x", true),
        ("https://quebec.test./x", true),
        ("http://quebec.test/ap/u/awa", false),
        ("https://quebec.test:8443/ap/u/awa", false),
        ("https://senegal.test/ap/u/awa", false),
        ("https://quebec.test.evil.example/ap/u/awa", false),
    ] {
        assert_eq!(here.same_origin(&actor(other)), same, "{other}");
    }
    // Two literals, and two ports of one literal, are different places.
    assert!(!actor("http://127.0.0.1:1/").same_origin(&actor("http://127.0.0.1:2/")));
    assert!(!actor("http://127.0.0.1/").same_origin(&actor("http://127.0.0.2/")));
    assert!(!actor("http://[::1]/").same_origin(&actor("http://[::2]/")));
    assert!(actor("http://127.0.0.1:80/").same_origin(&actor("http://0x7f.0.0.1/")));
    let origin = actor("http://Quebec.localhost:8081/x").origin().to_string();
    assert_eq!(origin, "http://quebec.localhost:8081");
    assert!(!actor("http://a.test/").origin().is_secure());
}

#[test]
fn addresses_keep_their_bytes() {
    for text in [
        "https://quebec.test",
        "HTTPS://Quebec.test:443/ap/../u?a=%7e",
        "https://quebec.test/mots/été",
    ] {
        assert_eq!(actor(text).as_str(), text);
        assert_eq!(actor(text).to_string(), text);
    }
    assert_ne!(actor("https://quebec.test"), actor("https://quebec.test/"));
}

#[test]
fn hostile_addresses_are_refused() {
    use AddressRefusal::{Fragment, Host, NotAUrl, Scheme, UserInfo};
    let long = format!("https://quebec.test/{}", "a".repeat(MAX_URL_BYTES));
    for (text, refusal) in [
        ("javascript:alert(1)", Scheme),
        ("ftp://quebec.test/", Scheme),
        ("data:text/html,x", Scheme),
        ("acct:awa@quebec.test", Scheme),
        ("quebec.test/ap", NotAUrl),
        ("/ap/u/awa", NotAUrl),
        ("", NotAUrl),
        ("https://", NotAUrl),
        ("https:quebec.test", NotAUrl),
        ("https:/quebec.test", NotAUrl),
        ("https:///quebec.test", NotAUrl),
        ("https://quebec.test\\@evil.example/", NotAUrl),
        ("https://quebec\t.test/", NotAUrl),
        (" https://quebec.test/", NotAUrl),
        ("https://quebec.test/\n", NotAUrl),
        ("https://quebec.test:99999/", NotAUrl),
        ("https://awa@quebec.test/", UserInfo),
        ("https://awa:mot@quebec.test/", UserInfo),
        ("https://@quebec.test/", UserInfo),
        ("https://:@quebec.test/", UserInfo),
        ("https://quebec.test/u#x", Fragment),
        ("https://quebec.test/u#", Fragment),
        ("https://a..b/", Host),
        ("https://*.quebec.test/", Host),
        ("https://a!b.test/u", Host),
        ("https://quebec.test:0/", Host),
        (long.as_str(), AddressRefusal::TooLong),
    ] {
        assert_eq!(ActorUrl::parse(text), Err(refusal.clone()), "{text:?}");
        assert_eq!(InboxUrl::parse(text), Err(refusal.clone()), "{text:?}");
        if refusal != Fragment {
            assert_eq!(ObjectUrl::parse(text), Err(refusal), "{text:?}");
        }
    }
    let key = ObjectUrl::parse("https://quebec.test/u#main-key").expect("a key's id");
    assert_eq!(key.document(), "https://quebec.test/u");
    assert_eq!(key.host(), &host("quebec.test"));
}

#[test]
fn handles_are_read_in_their_four_spellings() {
    for (written, shown) in [
        ("@awa@isoc.tn", "@awa@isoc.tn"),
        ("awa@ISOC.tn", "@awa@isoc.tn"),
        ("acct:awa@isoc.tn:443", "@awa@isoc.tn"),
        (
            " @Awa.Ba@quebec.localhost:8081 ",
            "@Awa.Ba@quebec.localhost:8081",
        ),
        ("@awa@Québec.example", "@awa@xn--qubec-csa.example"),
        ("@Awa", "@awa"),
        ("acct:a.test:8081@a.test:8081", "@a.test:8081@a.test:8081"),
        ("A.test@a.test", "@a.test@a.test"),
        ("@awa@[::1]:8081", "@awa@[::1]:8081"),
    ] {
        let handle = Handle::parse(written).expect(written);
        assert_eq!(handle.to_string(), shown, "{written}");
        assert_eq!(Handle::parse(shown), Ok(handle), "{shown} again");
    }
    let here = Handle::parse("@awa").expect("a handle");
    assert_eq!(here.acct("isoc.tn:8081"), "awa@isoc.tn:8081");
}

#[test]
fn what_is_not_a_handle_is_refused() {
    let long = format!("@{}@isoc.tn", "a".repeat(129));
    for written in [
        "",
        "@",
        "awa",
        "acct:awa",
        "@@isoc.tn",
        "@awa@",
        "@awa@@isoc.tn",
        "a@b@c.tn",
        "@a/b@c.tn",
        "@awa@isoc.tn/x",
        "@é@isoc.tn",
        "@awa ba@isoc.tn",
        "@a:1@isoc.tn",
        "@awa@isoc.tn:0",
        "acct:@awa@isoc.tn",
        "@a%40b@isoc.tn",
        &long,
    ] {
        assert_eq!(
            Handle::parse(written),
            Err(AddressRefusal::Handle),
            "{written:?}"
        );
    }
}

// accounts.4
#[test]
fn names_given_out_here_follow_the_rule() {
    use NameRefusal::{Character, Reserved, TooLong, TooShort};
    let thirty = "a".repeat(30);
    let longer = "a".repeat(31);
    for (written, person, forum) in [
        ("awa", Ok("awa"), Ok("awa")),
        (" Awa_2 ", Ok("awa_2"), Ok("awa_2")),
        ("ab", Ok("ab"), Ok("ab")),
        (&thirty, Ok(thirty.as_str()), Ok(thirty.as_str())),
        ("acces-libre", Err(Character('-')), Ok("acces-libre")),
        ("-acces", Err(Character('-')), Err(Character('-'))),
        ("acces-", Err(Character('-')), Err(Character('-'))),
        ("", Err(TooShort), Err(TooShort)),
        ("a", Err(TooShort), Err(TooShort)),
        (&longer, Err(TooLong), Err(TooLong)),
        ("éva", Err(Character('é')), Err(Character('é'))),
        ("a.b", Err(Character('.')), Err(Character('.'))),
        ("a b", Err(Character(' ')), Err(Character(' '))),
        ("аwa", Err(Character('а')), Err(Character('а'))),
        ("Chapitre", Err(Reserved), Err(Reserved)),
        ("admin", Err(Reserved), Err(Reserved)),
    ] {
        assert_eq!(
            local_name(written),
            person.map(str::to_owned),
            "person {written:?}"
        );
        assert_eq!(
            forum_slug(written),
            forum.map(str::to_owned),
            "forum {written:?}"
        );
    }
}

#[test]
fn every_reserved_word_is_a_path_word_in_lower_case() {
    for word in [
        "chapitre",
        "admin",
        "api",
        "ap",
        "oauth",
        "moi",
        "salons",
        "fils",
        "c",
        "f",
        "inscription",
        "connexion",
        "reseau",
        "archives",
        "recherche",
        "consultations",
        "evenements",
    ] {
        assert!(RESERVED.contains(&word), "{word}");
        assert!(forum_slug(word).is_err(), "{word}");
    }
    for word in RESERVED {
        assert_eq!(*word, word.to_ascii_lowercase());
    }
}

#[test]
fn origins_of_texts_are_compared_whole() {
    for (a, b, same) in [
        ("https://a.example/x", "https://A.example:443/y", true),
        (
            "https://BÜCHER.example/x",
            "https://xn--bcher-kva.example/y#z",
            true,
        ),
        ("https://a.example", "http://a.example", false),
        ("https://a.example", "https://a.example:8443", false),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", false),
        ("http://127.0.0.1/", "http://127.0.0.2/", false),
        ("https://a.example", "https://a.example.evil.example", false),
        ("mailto:a@a.example", "mailto:a@a.example", false),
    ] {
        assert_eq!(same_origin(a, b), same, "{a} {b}");
    }
    for none in [
        "https://u@a.example/",
        "https://:p@a.example/",
        "ftp://a.example",
        "a.example",
        "https://good.example\\@evil.example/",
        "https://a.exa\nmple/",
        " https://a.example",
        "https://",
    ] {
        assert!(!is_address(none), "{none:?}");
        assert!(!same_origin(none, none), "{none:?}");
    }
}
