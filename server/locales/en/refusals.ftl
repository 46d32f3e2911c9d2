# Pages of refusal, by kind: title, explanation, advice.
absent-title = Not found
absent-text = There is nothing at this address.
gone-title = Deleted
gone-text = What was here has been deleted by the person who wrote it.
forbidden-title = Not allowed
forbidden-text = You are not allowed to do this.
invalid-title = Something needs another look
invalid-text = What was sent cannot be understood.
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
advice-go-back = Go back: your text has stayed in the form.
advice-later = Try again in a moment.
reference = Number to give to the team of the node: { $number }
your-text = Your text, so that it is not lost

# Refusals by name, for pages and for fields of forms.
refusal-sign-in-first = Sign in first.
refusal-wrong-password = This name and this password do not go together.
refusal-name-taken = This name is taken.
refusal-name-invalid = An account name has 1 to 30 unaccented letters, digits or underscores.
refusal-email-invalid = This e-mail address is not valid.
refusal-email-taken = An account already uses this address.
refusal-password-short = The password has fewer than ten characters.
refusal-password-long = The password has more than 256 characters.
refusal-registration-closed = Sign-up is closed on this node.
refusal-account-waiting = Your account still waits for approval.
refusal-account-suspended = This account is suspended.
refusal-title-empty = Give the thread a title.
refusal-title-long = The title has { $have } characters; { $max } at most.
refusal-text-empty = Write something.
refusal-text-long = The text has { $have } characters; { $max } at most.
refusal-too-many-mentions = A contribution mentions { $max } people at most.
refusal-lang-unknown = This language is not known.
refusal-thread-locked = This thread is locked: it can no longer be answered.
refusal-thread-absent = This thread does not exist here.
refusal-forum-absent = This salon does not exist here.
refusal-person-absent = Nobody has this name here.
refusal-post-absent = This contribution does not exist here.
refusal-post-deleted = This contribution was deleted.
refusal-post-removed = This contribution was removed by the moderators.
refusal-post-pending = This contribution still waits to be published.
refusal-not-author = Only the person who wrote a contribution can change it.
refusal-not-moderator = Only the moderators of this salon can do this.
refusal-banned = You cannot write in this salon.
refusal-reason-missing = Give a reason: it will be visible to all.
refusal-address-invalid = An address of a salon is written @salon@node.
refusal-host-blocked = This node does not exchange with { $host }.
refusal-host-silent = { $host } does not answer at the moment.
refusal-not-a-forum = This address is not that of a salon.
refusal-form-stale = This form has waited too long. Read it again and send it once more.
refusal-too-large = What was sent is too large.
refusal-wait = { $seconds ->
        [one] Try again in { $seconds } second.
       *[other] Try again in { $seconds } seconds.
    }
refusal-disk-full = The disk of this node is full: nothing was published.
