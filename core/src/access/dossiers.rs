//! What administrators read of people, of this node and of others: log-ins with what is private about
//! them, and what was decided.

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Value};

use super::Member;
use crate::page::Page;
use crate::people::Person;
use crate::store::dialect::{evenly, statement};
use crate::{Core, Result};

/// Somebody as administrators know them.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub person: Person,
    /// Nothing for people of other nodes.
    pub login: Option<Login>,
    pub role: Role,
}

/// A log-in without its secrets.
#[derive(Debug, Clone)]
pub struct Login {
    pub email: String,
    pub lang: String,
    pub confirmed: bool,
    pub approved: bool,
    pub disabled: bool,
    /// Why they would join, in their words; of those who wait for approval.
    pub motive: Option<String>,
}

/// What somebody may do on this node beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Admin,
    /// Moderates one salon of this node at least.
    Moderator,
    Member,
}

/// How somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing stands against them, and they wait for nothing.
    Active,
    /// Wait for approval.
    Pending,
    Disabled,
    Limited,
    Suspended,
    Sensitized,
}

/// Who is asked for. What is left out is not asked.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub local: Option<bool>,
    /// Each of these holds.
    pub standings: Vec<Standing>,
    /// Only those with one of these roles, who are of this node.
    pub roles: Option<Vec<Role>>,
    /// Beginnings, whatever the case.
    pub name: Option<String>,
    pub display: Option<String>,
    pub email: Option<String>,
    /// With its port.
    pub host: Option<String>,
}

/// `p` moderates a salon of this node.
const MODERATES: &str = "EXISTS (SELECT 1 FROM moderator m JOIN forum f ON f.id = m.forum_id \
    WHERE m.actor = p.uri AND f.local)";
/// Neither a salon nor a program of a node, and not gone.
const SOMEBODY: &str = "p.state <> 'gone' AND p.kind NOT IN ('Group', 'Application')";

/// A page of people, whoever came to be known last first.
pub async fn dossiers(core: &Core, wanted: &Wanted, page: &Page) -> Result<Vec<Dossier>> {
    let (low, high) = page.ids();
    let mut words = "p.id > ? AND p.id < ?".to_owned();
    let mut values: Vec<Value> = vec![low.into(), high.into()];
    wanted.add_to(&mut words, &mut values);
    let order = format!(" ORDER BY p.id {} LIMIT {}", page.order(), page.limit);
    let mut found = find(core, &words, values, &order).await?;
    found.sort_by_key(|one| std::cmp::Reverse(one.person.id));
    Ok(found)
}

/// Somebody by local id.
pub async fn dossier(core: &Core, id: i64) -> Result<Option<Dossier>> {
    Ok(find(core, "p.id = ?", vec![id.into()], "").await?.pop())
}

/// Some people by local id, in no order, whatever they are.
pub async fn dossiers_of(core: &Core, ids: &[i64]) -> Result<Vec<Dossier>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Value> = evenly(ids).map(Value::from).collect();
    let marks = vec!["?"; ids.len()].join(", ");
    ask(core, &format!("p.id IN ({marks})"), ids, "").await
}

/// What a member may do beside others.
pub async fn role_of(core: &Core, member: &Member) -> Result<Role> {
    if member.role == "admin" {
        return Ok(Role::Admin);
    }
    let words = format!("SELECT 1 AS one FROM person p WHERE p.id = ? AND {MODERATES}");
    let asked = statement(core.backend(), &words, vec![member.person.id.into()]);
    let moderates = core.reader().query_one_raw(asked).await?.is_some();
    Ok(if moderates {
        Role::Moderator
    } else {
        Role::Member
    })
}

impl Wanted {
    fn add_to(&self, words: &mut String, values: &mut Vec<Value>) {
        let mut more = |condition: &str, value: Option<Value>| {
            words.push_str(" AND ");
            words.push_str(condition);
            values.extend(value);
        };
        if let Some(local) = self.local {
            more("p.local = ?", Some(local.into()));
        }
        for standing in &self.standings {
            more(standing.words(), None);
        }
        if let Some(roles) = &self.roles {
            let roles: Vec<String> = roles.iter().map(|role| role.words()).collect();
            let one_of = if roles.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("({})", roles.join(" OR "))
            };
            more(&one_of, None);
        }
        let beginnings = [
            ("LOWER(p.name) LIKE ? ESCAPE '!'", &self.name),
            ("LOWER(p.display) LIKE ? ESCAPE '!'", &self.display),
            ("a.email LIKE ? ESCAPE '!'", &self.email),
        ];
        for (condition, beginning) in beginnings {
            if let Some(beginning) = beginning {
                more(condition, Some(begins(beginning).into()));
            }
        }
        if let Some(host) = &self.host {
            more("p.host = ?", Some(host.as_str().into()));
        }
    }
}

/// What a text that begins so is like.
fn begins(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Standing {
    fn words(self) -> &'static str {
        match self {
            Self::Active => {
                "p.state = 'active' AND p.suspended_at IS NULL AND a.disabled_at IS NULL"
            }
            Self::Pending => "p.local AND p.state = 'held'",
            Self::Disabled => "a.disabled_at IS NOT NULL",
            Self::Limited => "p.limited_at IS NOT NULL",
            Self::Suspended => "p.suspended_at IS NOT NULL",
            Self::Sensitized => "p.sensitized_at IS NOT NULL",
        }
    }
}

impl Role {
    fn words(self) -> String {
        match self {
            Self::Admin => "a.role = 'admin'".to_owned(),
            Self::Moderator => format!("a.role <> 'admin' AND {MODERATES}"),
            Self::Member => format!("a.role <> 'admin' AND NOT {MODERATES}"),
        }
    }
}

async fn find(core: &Core, words: &str, values: Vec<Value>, order: &str) -> Result<Vec<Dossier>> {
    ask(core, &format!("{SOMEBODY} AND {words}"), values, order).await
}

async fn ask(core: &Core, words: &str, values: Vec<Value>, order: &str) -> Result<Vec<Dossier>> {
    let words = format!(
        "SELECT p.*, a.email AS a_email, a.role AS a_role, a.lang AS a_lang, \
         a.confirmed_at AS a_confirmed, a.approved_at AS a_approved, a.disabled_at AS a_disabled, \
         s.value AS a_motive, CASE WHEN {MODERATES} THEN 1 ELSE 0 END AS a_moderates \
         FROM person p LEFT JOIN account a ON a.person_id = p.id \
         LEFT JOIN site s ON a.approved_at IS NULL AND s.\"key\" = 'motive:' || p.name AND p.local \
         WHERE {words}{order}"
    );
    let rows = core
        .reader()
        .query_all_raw(statement(core.backend(), &words, values))
        .await?;
    rows.iter().map(read).collect()
}

fn read(row: &QueryResult) -> Result<Dossier> {
    let email: Option<String> = row.try_get("", "a_email")?;
    let role: Option<String> = row.try_get("", "a_role")?;
    let lang: Option<String> = row.try_get("", "a_lang")?;
    let motive: Option<String> = row.try_get("", "a_motive")?;
    let moderates: i32 = row.try_get("", "a_moderates")?;
    let said = |column| row.try_get::<Option<i64>>("", column);
    let (confirmed, approved) = (said("a_confirmed")?, said("a_approved")?);
    let disabled = said("a_disabled")?;
    let role = match role.as_deref() {
        Some("admin") => Role::Admin,
        Some(_) if moderates != 0 => Role::Moderator,
        _ => Role::Member,
    };
    let login = email.map(|email| Login {
        email,
        lang: lang.unwrap_or_default(),
        confirmed: confirmed.is_some(),
        approved: approved.is_some(),
        disabled: disabled.is_some(),
        motive,
    });
    Ok(Dossier {
        person: Person::from_query_result(row, "")?,
        login,
        role,
    })
}
