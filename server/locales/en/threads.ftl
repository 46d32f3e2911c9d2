# Salons, threads and contributions.
threads = Threads
no-threads = No thread yet.
new-thread = New thread
thread-untitled = post without a title
thread-opening-deleted = thread whose opening was deleted
thread-opening-missing = thread whose opening has not come here
thread-opening-blocked = thread opened from a blocked node, or by somebody who is suspended
thread-opening-removed = thread whose opening was removed
pinned = pinned
locked = locked
pending = pending
locked-explained = This thread is locked: it can be read but no longer answered.
opened-by = opened by { $name }
last-activity = last contribution on { $when }
threads-count = { $n ->
        [one] { $n } thread
       *[other] { $n } threads
    }
contributions-count = { $n ->
        [one] { $n } contribution
       *[other] { $n } contributions
    }
supports-count = { $n ->
        [one] { $n } support
       *[other] { $n } supports
    }
gone-count = { $n ->
        [one] { $n } deleted or removed
       *[other] { $n } deleted or removed
    }
held-count = { $n ->
        [one] { $n } held
       *[other] { $n } held
    }
home = Kept by
follow-address = Address to follow
moderators = Moderators
follow-submit = Follow
unfollow = Unfollow
sign-in-to-open = Sign in to open a thread
sign-in-to-reply = Sign in to reply
in-reply-to = in reply to { $name }
in-reply-to-missing = in reply to a message not received
in-reply-to-blocked = in reply to a contribution from a blocked node or of somebody who is suspended
message-blocked = Contribution not shown
message-missing = Message not received
edited = edited
edited-at = edited on { $when }
reply = Reply
reply-thread = Reply to the thread
support = Support
unsupport = Withdraw my support
edit = Edit
delete = Delete
report = Report
moderate = Moderate
state-deleted = Contribution deleted by the person who wrote it.
state-removed = Contribution removed by the moderators of the salon.
warned = Warning: { $words }
warned-without-words = Sensitive text
state-removed-at = Contribution removed by the moderators of the salon on { $when }.
state-refused = Contribution not accepted: only its author sees it.
state-reason = Reason: { $reason }
state-held = Pending: only its author and the moderators see it.
state-unconfirmed = Not yet confirmed by { $host }.
state-missing = This contribution was answered, but it has not arrived here yet.
state-withheld = This node does not keep the text of this contribution.
state-blocked = This contribution comes from a node that this one has blocked, or from somebody whom it has suspended: its text is not shown here.
thread-complete = Complete thread
thread-incomplete = Incomplete thread
thread-differs = Different thread
digest-complete = complete
digest-missing = { $n ->
        [one] { $n } message not received
       *[other] { $n } messages not received
    }
digest-differs = This thread differs from that of { $host } (compared on { $when })
digest-pending = { $n ->
        [one] { $n } contribution pending
       *[other] { $n } contributions pending
    }
digest-withheld = { $n ->
        [one] { $n } text not kept here
       *[other] { $n } texts not kept here
    }
digest-explained = Two nodes that print the same digest show the same thread.

# A contribution by itself.
contribution-of = Contribution by { $name }
back-to-thread = Back to the thread
whole-conversation = See the whole conversation
versions = Versions
version-current = current version
version-first = first version
origin = Origin
origin-host = Written on
origin-id = Permanent identifier
origin-proof = Proof
origin-rid = Record digest
origin-received = Received here on
proof-author = signed by its author, signature verified
proof-none = not signed by its author; passed on by its node or by the salon

# People and hashtags.
contributions = Contributions
no-contributions = No contribution yet.
note = Note outside salons
person-from = This person writes from { $host }.
person-changed = The keys of this person have changed after a long silence: what they write waits here until a moderator has looked.
salon-changed = The keys of this salon have changed after a long silence: nothing that its node announces is taken over here until an administrator has looked.
person-blocked = This person is suspended here, or writes from a node that this one has blocked: nothing of theirs is shown here.
known-since = Known here since { $when }
featured-tags = Hashtags:
hashtag-intro = Threads that carry this hashtag.
me = My page
my-contributions = My contributions
my-follows = Salons I follow
no-follows = You follow no salon.
follow-pending = request sent

# Moderation.
moderation = Moderation
lock = Lock the thread
unlock = Unlock the thread
accept = Publish
refuse = Refuse
remove = Remove
restore = Restore
field-reason-public = Reason, visible to all
held = Held contributions
held-none = Nothing waits for a decision.
held-why-changed = The keys of this person have changed after more than thirty days of silence: their node may be in other hands. To accept is to say that it is still them.
held-why-erasure = The keys of this person have changed after more than thirty days of silence, and their node asks for something to be erased. To accept is to say that it is still them, and to erase what they asked for.
removed = Removed contributions
removed-none = Nothing was removed.
nothing-to-moderate = There is nothing to decide about this contribution.
reports = Reports
reports-none = No report is waiting.
reports-all = All reports
reports-intro = What people or other nodes have reported. A closed report leaves the list; nobody but the moderators reads it.
reports-open = To be dealt with
reports-closed = Closed
close-report = Close
report-closed-at = closed on { $when }
