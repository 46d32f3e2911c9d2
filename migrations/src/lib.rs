//! What tables were made, in order. History here is append-only: a released step is never edited,
//! a change of mind is a new step.
//!
//! Conventions: times are `bigint` milliseconds UTC; ids are `bigint`; addresses and enumerations
//! are text; whatever came over the wire is bytes. No column has a default made by the database.

mod schema;

mod m0001_people;
mod m0002_access;
mod m0003_forums;
mod m0004_threads;
mod m0005_ledger;
mod m0006_work;
mod m0007_peering;
mod m0008_pinned_keys;
mod m0009_compared;
mod m0010_faces;
mod m0011_reports;
mod m0012_leaner_indexes;
mod m0013_apps;
mod m0014_mentions;
mod m0015_notes;
mod m0016_media;
mod m0018_timelines;
mod m0019_circle;
mod m0020_notifications;
mod m0021_search;
mod m0022_polls;
mod m0023_push;
mod m0024_lists;
mod m0025_filters;
mod m0026_profiles;
mod m0027_tags;
mod m0028_reports;
mod m0029_scheduled;
mod m0030_policy;
mod m0031_conversations;
mod m0032_admin;
mod m0033_quotes;
mod m0034_bulletin;
mod m0035_pages_of_salons;
mod m0036_names;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// Runs every step that a database has not seen yet.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_access::Migration),
            Box::new(m0003_forums::Migration),
            Box::new(m0004_threads::Migration),
            Box::new(m0005_ledger::Migration),
            Box::new(m0006_work::Migration),
            Box::new(m0007_peering::Migration),
            Box::new(m0008_pinned_keys::Migration),
            Box::new(m0009_compared::Migration),
            Box::new(m0010_faces::Migration),
            Box::new(m0011_reports::Migration),
            Box::new(m0012_leaner_indexes::Migration),
            Box::new(m0013_apps::Migration),
            Box::new(m0014_mentions::Migration),
            Box::new(m0015_notes::Migration),
            Box::new(m0016_media::Migration),
            Box::new(m0018_timelines::Migration),
            Box::new(m0019_circle::Migration),
            Box::new(m0020_notifications::Migration),
            Box::new(m0021_search::Migration),
            Box::new(m0022_polls::Migration),
            Box::new(m0023_push::Migration),
            Box::new(m0024_lists::Migration),
            Box::new(m0025_filters::Migration),
            Box::new(m0026_profiles::Migration),
            Box::new(m0027_tags::Migration),
            Box::new(m0028_reports::Migration),
            Box::new(m0029_scheduled::Migration),
            Box::new(m0030_policy::Migration),
            Box::new(m0031_conversations::Migration),
            Box::new(m0032_admin::Migration),
            Box::new(m0033_quotes::Migration),
            Box::new(m0034_bulletin::Migration),
            Box::new(m0035_pages_of_salons::Migration),
            Box::new(m0036_names::Migration),
        ]
    }
}
