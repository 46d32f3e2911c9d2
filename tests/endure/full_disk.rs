//! delivery.27: the disk of a node is full, and is freed again. Mounting a small disk takes root.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::browser::Browser;
use crate::database::Backend;
use crate::stage::{HOME, Side, Stage};

const SIZE: &str = "size=16m";
/// More letters than what is left of the disk holds.
const LETTERS: usize = 2_000;
/// Left free: a few letters.
const LEFT: u64 = 64 * 1_024;

/// A small disk, gone when the test is over, however it ends.
#[derive(Debug)]
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Self {
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "palabre-endure"])
            .arg(at)
            .status();
        assert!(
            status.is_ok_and(|status| status.success()),
            "a small disk cannot be mounted: run this test as root, on Linux"
        );
        Self(at.to_owned())
    }

    /// Fills it but for some bytes.
    fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("a file");
        let block = [0; 4_096];
        let mut size = 0;
        while ballast.write_all(&block).is_ok() {
            size += 4_096;
        }
        let size = u64::saturating_sub(size, LEFT);
        ballast.set_len(size).expect("the file is shortened");
    }

    fn free(&self) {
        fs::remove_file(self.ballast()).expect("the file is deleted");
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// What somebody of the node is told when a contribution finds no room.
async fn refused_reply(stage: &mut Stage) -> String {
    for _ in 0..LETTERS {
        let words = stage.promises.words("essai");
        let command = format!("reply ana {} {words}", stage.thread);
        let answer = stage.home.ask(&command).await.expect("the node lives");
        match answer["error"].as_str() {
            Some(refusal) => return refusal.to_owned(),
            None => stage.promises.kept(words),
        }
    }
    panic!("the disk is too large for this test");
}

/// Somebody signs up through the form, and finds the form of a reply.
async fn newcomer(stage: &Stage) -> (Browser, String) {
    let mut browser = Browser::new(HOME, stage.home.plan().listen);
    let fields = [
        ("name", "lea"),
        ("display", "Léa"),
        ("email", "lea@exemple.test"),
        ("password", "un mot de passe"),
    ];
    let page = browser.submit("/inscription", &fields).await;
    assert_eq!(page.location, "/moi", "{}", page.text);
    let thread = browser.get("/salons/acces").await.number_after("\"/f/");
    (browser, format!("/c/{thread}/repondre"))
}

// commands.6, delivery.27, posting.5
#[tokio::test]
async fn a_form_that_finds_no_room_comes_back_with_its_text() {
    let root = TempDir::new().expect("a temporary folder");
    let mut disk = None;
    let stage = Stage::set_in(Backend::Sqlite, root, |folder| {
        disk = Some(Disk::mount(folder));
    })
    .await;
    let disk = disk.expect("the disk is mounted");
    let (mut browser, reply) = newcomer(&stage).await;
    disk.fill();
    let words = "Un texte de valeur. ".repeat(200);
    let fields = [("text", words.as_str()), ("lang", "fr")];
    let mut refused = None;
    for _ in 0..LETTERS {
        let page = browser.submit(&reply, &fields).await;
        if page.status != 303 {
            refused = Some(page);
            break;
        }
    }
    let refused = refused.expect("the disk is too large for this test");
    assert_eq!(refused.status, 507, "{}", refused.text);
    assert!(
        refused.text.contains("Le disque de ce nœud est plein"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains(words.trim_end()), "{}", refused.text);
    assert!(
        refused.text.contains(&format!("action=\"{reply}\"")),
        "its form is back"
    );
    let english = browser.submit(&format!("{reply}?lang=en"), &fields).await;
    assert!(
        english.text.contains("The disk of this node is full"),
        "{}",
        english.text
    );
    assert_eq!(browser.get("/salons/acces").await.status, 200);

    disk.free();
    let page = browser.submit(&reply, &fields).await;
    assert_eq!(page.status, 303, "{}", page.text);
    stage.end().await;
}

// delivery.27
#[tokio::test]
async fn a_full_disk_is_said_and_survived() {
    let root = TempDir::new().expect("a temporary folder");
    let mut disk = None;
    let mut stage = Stage::set_in(Backend::Sqlite, root, |folder| {
        disk = Some(Disk::mount(folder));
    })
    .await;
    let disk = disk.expect("the disk is mounted");
    let at = stage.home.plan().listen;
    stage.letter().await;
    disk.fill();

    let mut refusal = None;
    for _ in 0..LETTERS {
        let letter = stage.new_letter();
        let answer = stage.writer.send(&letter, HOME, at).await;
        let answer = answer.unwrap_or_else(|| panic!("{}", stage.home.log()));
        stage.promises.letter(letter, Some(answer.status));
        if answer.status != 202 {
            refusal = Some(answer);
            break;
        }
    }
    let refusal = refusal.expect("the disk is too large for this test");
    assert_eq!(refusal.status, 503, "{refusal:?}");
    assert!(refusal.body.contains("the disk is full"), "{refusal:?}");
    let refused = refused_reply(&mut stage).await;
    assert!(refused.contains("the disk is full"), "{refused}");
    assert_eq!(
        stage.writer.reads("/salons/acces", HOME, at).await,
        Some(200)
    );

    disk.free();
    stage.repeat_letters().await;
    assert!(stage.reply(Side::Home).await);
    stage.holds().await;
    let check = stage.home_database.texts("PRAGMA integrity_check").await;
    assert_eq!(check, ["ok"]);
    stage.end().await;
}
