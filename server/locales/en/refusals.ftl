# Pages of refusal, by kind: title, explanation, advice.
absent-title = Not found
absent-text = There is nothing at this address.
gone-title = Deleted
gone-text = What was here has been deleted by the person who wrote it.
forbidden-title = Not allowed
forbidden-text = You are not allowed to do this.
invalid-title = Something needs another look
invalid-text = What was sent cannot be understood.
method-title = Not in this way
method-text = This address takes no form.
conflict-title = Things have changed
conflict-text = Something has changed here in the meantime.
too-many-title = A little too fast
too-many-text = Too many requests came from you in a short time.
unready-title = Not right now
unready-text = The node cannot answer at the moment.
fault-title = A failure on our side
fault-text = Something broke on this node. It is not your doing.
advice-look-elsewhere = Check the address, or start again from the list of salons.
advice-ask = If you think this is a mistake, write to the team of the node.
advice-go-back = Go back: whatever was in a form has stayed there.
advice-later = Try again in a moment.
reference = Number to give to the team of the node: { $number }
your-text = Your text, so that it is not lost

# Refusals by name, for pages and for fields of forms.
refusal-sign-in-first = Sign in first.
refusal-wrong-password = This name and this password do not go together.
refusal-name-taken = This name is taken.
refusal-name-invalid = This name is not allowed: 2 to 30 letters without accents, digits or underscores (or hyphens for a forum), and no word that the node reserves.
refusal-email-invalid = This e-mail address is not valid.
refusal-email-taken = An account already uses this address.
refusal-registration-closed = Sign-up is closed on this node.
refusal-title-empty = Give the thread a title.
refusal-forum-title-empty = Give the salon a title.
refusal-text-empty = Write something.
refusal-language-unknown = This language is not known.
refusal-thread-locked = This thread is locked: it can no longer be answered.
refusal-no-such-thread = This thread does not exist here.
refusal-no-such-forum = This salon does not exist here.
refusal-no-such-person = Nobody has this name here.
refusal-no-such-post = This contribution does not exist here.
refusal-person-gone = This account is gone: the person who held it has deleted it.
refusal-gone = This contribution was deleted.
refusal-not-yours = Only the person who wrote a contribution can change it.
refusal-not-approved = Your account waits for approval: until then nothing is sent outside salons.
refusal-not-a-moderator = Only the moderators of this salon can do this.
refusal-reason-missing = Give a reason: it will be visible to all.
refusal-reason-too-long = The message has { $chars ->
        [one] { $chars } character
       *[other] { $chars } characters
    }; at most { $limit }.
refusal-too-many-scheduled = You have scheduled { $limit } posts already: the most for one day (25) or in all (300).
refusal-schedule-time = Choose a time at least five minutes and at most five years ahead.
refusal-already-removed = This contribution is removed already.
refusal-not-removed = This contribution is not removed: there is nothing to restore.
refusal-already-locked = This thread is locked already.
refusal-not-locked = This thread is not locked.
refusal-already-closed = This report is closed already.
refusal-address-invalid = An address of a salon is written @salon@node.
refusal-form-only = This address only takes forms.
refusal-form-slow = This form had not come in whole after { $seconds } seconds: nothing was published. Go back; your browser usually keeps what you have written. Send it again when the link is better.
refusal-form-stale = This form has waited too long. Read it again and send it once more.
refusal-too-large = This form is larger than { $limit } KB: shorten the text, or share it among several contributions.
refusal-far-too-large = This form is larger than { $limit } KB: it was not read, and nothing was published. Go back; your browser usually keeps what you have written.
refusal-too-many-attempts = { $seconds ->
        [one] Try again in { $seconds } second.
       *[other] Try again in { $seconds } seconds.
    }
refusal-disk-full = The disk of this node is full: nothing was published. Keep your text, and try again later.
refusal-password-length = The password has 10 to 256 characters.
refusal-title-too-long = The title has { $chars ->
        [one] { $chars } character
       *[other] { $chars } characters
    }; { $limit } at most.
refusal-warning-too-long = The warning has { $chars ->
        [one] { $chars } character
       *[other] { $chars } characters
    }; { $limit } at most.
refusal-text-too-long = The text has { $words ->
        [one] { $words } word
       *[other] { $words } words
    }; { $limit } at most.
refusal-too-many-mentions = A contribution mentions { $limit ->
        [one] { $limit } person
       *[other] { $limit } people
    } at most.
refusal-too-many-hashtags = A contribution carries { $limit ->
        [one] { $limit } hashtag
       *[other] { $limit } hashtags
    } at most.
refusal-no-such-account = There is no account of this name.
refusal-host-blocked = This node does not exchange with { $name }.
refusal-you-block = You block { $name }: unblock first, then follow.
refusal-host-invalid = “{ $name }” is not the name of a node.
refusal-second-body = Another version of this is already known.
refusal-activity-refused = This is not allowed here.
refusal-too-early = The date lies in the future.
refusal-full = Too many requests are waiting; nothing was lost or published.
refusal-nothing-there = There is nothing at this address any more.
refusal-host-silent = The node of this address does not answer at the moment.
refusal-client-unknown = This app is not known here. Go back to the app and sign in again.
refusal-redirect-unknown = The address to return to is not the one that the app has declared. Nothing was authorised.
refusal-client-request = The app asks for its authorisation in a way that this node does not understand. Nothing was authorised.
refusal-consent-denied = You have refused the authorisation. The app has received nothing.
refusal-not-for-a-page = What goes only to a few people cannot be pinned.
refusal-too-many-pins = At most { $limit } contributions can be pinned.
refusal-note-too-long = The note has { $chars } characters; the limit is { $limit }.
refusal-display-too-long = The display name has { $chars } characters; the limit is { $limit }.
refusal-bio-too-long = The presentation has { $chars } characters; the limit is { $limit }.
refusal-too-many-fields = { $limit } fields at most.
refusal-field-too-long = A field has { $chars } characters; the limit is { $limit }.
refusal-field-unnamed = Give each field a name.
refusal-not-oneself = You cannot do this to yourself.
refusal-not-an-admin = Only the administrators of this node can do this.
refusal-last-admin = This is the last administrator of the node, who must be able to sign in.
refusal-account-barred = This account was closed to sign-ins by the administrators of this node. { $why }
refusal-no-login = This person signs in on another node.
refusal-still-held = Your contribution has not appeared yet: wait until it is published.
refusal-taken-away = Your contribution was taken away by the moderators. { $why }
refusal-not-waiting = This account does not wait for approval.
refusal-not-suspended = Only a suspended account of this node can be deleted.
refusal-salon-is-for-all = What is said in a salon is for everybody. Choose “public”, or name no salon.
refusal-not-to-pass-on = What goes only to a few people cannot be shared.
refusal-poll-options = A poll has { $least } to { $most } options.
refusal-option-too-long = An option has { $chars } characters; { $limit } at most.
refusal-option-twice = Two options are the same.
refusal-poll-time = A poll stays open for five minutes to a month.
refusal-poll-with-media = A post has a poll or media, not both.
refusal-no-such-option = This poll has no such option.
refusal-one-option = This poll takes one answer, not several.
refusal-poll-over = This poll is over.
refusal-voted-already = You have voted already.
refusal-own-poll = You cannot vote in your own poll.
refusal-no-such-request = Nobody under this number waits for your answer here.
refusal-not-quotable = This contribution cannot be quoted: its author does not allow it.
refusal-quote-of-a-few = What goes only to a few people cannot be quoted here.
refusal-no-such-list = You have no such list.
refusal-list-title-empty = Give the list a title.
refusal-too-many-lists = At most { $limit } lists can be kept.
refusal-too-many-listed = At most { $limit } accounts can be on a list.
refusal-no-such-filter = You have no such filter.
refusal-filter-title-empty = Give the filter a title.
refusal-filter-context = Say where the filter holds: home, notifications, public, thread, account.
refusal-too-many-filters = At most { $limit } filters can be kept.
refusal-keyword-empty = Write the words to be filtered.
refusal-keyword-too-long = The words to be filtered have { $chars } characters; at most { $limit }.
refusal-too-many-keywords = At most { $limit } keywords can be kept in all filters together.
refusal-too-many-filtered = At most { $limit } contributions can be filtered one by one.
refusal-filter-shared = This filter has other keywords too: change it with a client that knows filters of several keywords.
refusal-too-many-tags = At most { $limit } hashtags can be kept here.
refusal-no-such-announcement = There is no such announcement, or no longer.
refusal-ends-too-early = An announcement ends after it has begun, and in the future.
refusal-too-many-announcements = At most { $limit } announcements at a time.
refusal-too-many-reactions = An announcement gets at most { $limit } different reactions.
refusal-no-emoji = That is neither an emoji nor one of this node’s.
refusal-no-shortcode = The name of an emoji has 2 to 50 plain letters, digits and underscores; a category, 50 characters at most.
refusal-no-such-emoji = This node has no emoji of that name.
refusal-too-many-emoji = A node has at most { $limit } emoji of its own.
refusal-no-such-rule = This node has no rule of that number.
refusal-rule-too-long = This rule, or its explanation, has { $chars } characters; it may have { $limit }.
refusal-too-many-rules = A node has at most { $limit } rules.
