//! What administrators and moderators look after: a token must allow it, and the member have the role.

use super::super::operation::{Operation, delete, get, post, put};
use super::super::shapes::Nothing;
use crate::api::entity::{AdminAccount, AdminDomainAllow, AdminDomainBlock, AdminReport};

const WHO: &str = "username display_name by_domain email ip invited_by";
const OLD: &str = "local:boolean remote:boolean active:boolean pending:boolean disabled:boolean silenced:boolean \
    suspended:boolean sensitized:boolean staff:boolean";
const NEW: &str = "origin status permissions role_ids[]";
const ACT: &str = "type report_id warning_preset_id text send_email_notification:boolean";
const RULING: &str = "severity reject_media:boolean reject_reports:boolean obfuscate:boolean public_comment private_comment";
const READ: &str = "admin:read:accounts";
const WRITE: &str = "admin:write:accounts";
const REPORTS: &str = "admin:read:reports";
const JUDGE: &str = "admin:write:reports";
const BLOCKS: &str = "admin:read:domain_blocks";
const BLOCK: &str = "admin:write:domain_blocks";
const ALLOWS: &str = "admin:read:domain_allows";
const ALLOW: &str = "admin:write:domain_allows";

#[rustfmt::skip]
pub(super) fn looked_after() -> Vec<Operation> {
    vec![
        get("/api/v1/admin/accounts", "Some accounts.").needs(READ).asks(OLD).asks(WHO).pages().gives::<Vec<AdminAccount>>(),
        get("/api/v2/admin/accounts", "Some accounts.").needs(READ).asks(NEW).asks(WHO).pages().gives::<Vec<AdminAccount>>(),
        get("/api/v1/admin/accounts/{id}", "An account.").needs(READ).gives::<AdminAccount>(),
        delete("/api/v1/admin/accounts/{id}", "Erases whoever is suspended.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/action", "Decides about somebody: `none`, `sensitive`, `disable`, `silence` or `suspend`.").needs(WRITE).asks(ACT).gives::<Nothing>(),
        post("/api/v1/admin/accounts/{id}/approve", "Lets somebody in who asks for an account.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/reject", "Turns them away.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/enable", "Lets a member sign in again.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/unsensitive", "Shows their media again.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/unsilence", "Limits them no longer.").needs(WRITE).gives::<AdminAccount>(),
        post("/api/v1/admin/accounts/{id}/unsuspend", "Shows them again.").needs(WRITE).gives::<AdminAccount>(),
        get("/api/v1/admin/reports", "Reports, the newest first.").needs(REPORTS).asks("resolved:boolean account_id target_account_id").pages().gives::<Vec<AdminReport<'_>>>(),
        get("/api/v1/admin/reports/{id}", "A report.").needs(REPORTS).gives::<AdminReport<'_>>(),
        put("/api/v1/admin/reports/{id}", "Sorts a report.").needs(JUDGE).asks("category rule_ids[]").gives::<AdminReport<'_>>(),
        post("/api/v1/admin/reports/{id}/assign_to_self", "Looks at a report.").needs(JUDGE).gives::<AdminReport<'_>>(),
        post("/api/v1/admin/reports/{id}/unassign", "Looks at it no longer.").needs(JUDGE).gives::<AdminReport<'_>>(),
        post("/api/v1/admin/reports/{id}/resolve", "Closes a report.").needs(JUDGE).gives::<AdminReport<'_>>(),
        post("/api/v1/admin/reports/{id}/reopen", "Opens it again.").needs(JUDGE).gives::<AdminReport<'_>>(),
        get("/api/v1/admin/domain_blocks", "Hosts that are blocked or limited.").needs(BLOCKS).pages().gives::<Vec<AdminDomainBlock>>(),
        post("/api/v1/admin/domain_blocks", "Blocks or limits a host.").needs(BLOCK).asks("domain!").asks(RULING).gives::<AdminDomainBlock>(),
        get("/api/v1/admin/domain_blocks/{id}", "What is said of a host.").needs(BLOCKS).gives::<AdminDomainBlock>(),
        put("/api/v1/admin/domain_blocks/{id}", "Says something else of it.").needs(BLOCK).asks(RULING).gives::<AdminDomainBlock>(),
        delete("/api/v1/admin/domain_blocks/{id}", "Says nothing of it any more.").needs(BLOCK).gives::<Nothing>(),
        get("/api/v1/admin/domain_allows", "Hosts that are let in by name.").needs(ALLOWS).pages().gives::<Vec<AdminDomainAllow>>(),
        post("/api/v1/admin/domain_allows", "Lets a host in.").needs(ALLOW).asks("domain!").gives::<AdminDomainAllow>(),
        get("/api/v1/admin/domain_allows/{id}", "A host that is let in.").needs(ALLOWS).gives::<AdminDomainAllow>(),
        delete("/api/v1/admin/domain_allows/{id}", "Lets it in by name no longer.").needs(ALLOW).gives::<Nothing>(),
    ]
}
