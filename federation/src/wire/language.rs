//! The languages' own names, for the `{identifier, name}` form that Lemmy reads.

/// Tags and the names their speakers give them: the languages of Lemmy's list that meet in the
/// chapters, and those of Africa, the Caribbean and the Pacific that it lacks.
const NAMES: &[(&str, &str)] = &[
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("ay", "Aymar aru"),
    ("bm", "Bamanankan"),
    ("bn", "বাংলা"),
    ("br", "Brezhoneg"),
    ("ca", "Català"),
    ("crs", "Kreol Seselwa"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("dyu", "Julakan"),
    ("ee", "Eʋegbe"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("ff", "Fulfulde"),
    ("fi", "Suomi"),
    ("fon", "Fɔngbè"),
    ("fr", "Français"),
    ("gcr", "Kréyòl gwiyannen"),
    ("gn", "Avañeʼẽ"),
    ("ha", "Hausa"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("ht", "Kreyòl ayisyen"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("ig", "Igbo"),
    ("it", "Italiano"),
    ("iu", "ᐃᓄᒃᑎᑐᑦ"),
    ("ja", "日本語"),
    ("kab", "Taqbaylit"),
    ("kg", "Kikongo"),
    ("km", "ខ្មែរ"),
    ("ko", "한국어"),
    ("ln", "Lingála"),
    ("lo", "ລາວ"),
    ("lua", "Tshiluba"),
    ("mfe", "Kreol Morisien"),
    ("mg", "Malagasy"),
    ("ms", "Bahasa Melayu"),
    ("my", "မြန်မာဘာသာ"),
    ("nl", "Nederlands"),
    ("ny", "Chichewa"),
    ("om", "Afaan Oromoo"),
    ("pap", "Papiamentu"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português do Brasil"),
    ("qu", "Runa Simi"),
    ("rcf", "Kréol rényoné"),
    ("rn", "Ikirundi"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("rw", "Kinyarwanda"),
    ("sg", "Sängö"),
    ("sm", "Gagana Sāmoa"),
    ("sn", "chiShona"),
    ("so", "Soomaali"),
    ("srr", "Seereer"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("ti", "ትግርኛ"),
    ("to", "lea fakatonga"),
    ("tr", "Türkçe"),
    ("ty", "Reo Tahiti"),
    ("tzm", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("vi", "Tiếng Việt"),
    ("wo", "Wolof"),
    ("xh", "isiXhosa"),
    ("yo", "Yorùbá"),
    ("zh", "中文"),
    ("zu", "isiZulu"),
];

/// The language's own name; for a tag with a region that has none, the bare language's; for an
/// unknown one, the tag itself.
pub fn name(tag: &str) -> &str {
    let find = |wanted: &str| {
        NAMES
            .iter()
            .find(|(code, _)| code.eq_ignore_ascii_case(wanted))
            .map(|(_, name)| *name)
    };
    find(tag)
        .or_else(|| find(tag.split('-').next().unwrap_or(tag)))
        .unwrap_or(tag)
}
