# What each command does, named after its path; "palabre --help".
cli-about = Palabre: a federated forum node.
cli-about-serve = Runs the node until it is told to stop.
cli-about-demo = Runs three chapters on this machine, with a real discussion.
cli-about-account = The accounts of the node.
cli-about-account-create = Makes an account, approved from the start.
cli-about-account-approve = Approves an account: what it wrote is sent at last.
cli-about-account-list = Shows the accounts.
cli-about-account-password = Changes an account's password and ends its sessions.
cli-about-account-token = Makes a bearer token and prints it, once.
cli-about-account-role = Makes an account an administrator's, or a member's again.
cli-about-account-disable = Closes an account to sign-ins, with its sessions and tokens.
cli-about-account-enable = Opens an account to sign-ins again.
cli-about-account-suspend = Suspends a person: nothing of theirs is shown or taken here.
cli-about-account-unsuspend = Ends a suspension.
cli-about-forum = The forums of the node.
cli-about-forum-create = Opens a forum. Its name is taken for ever.
cli-about-peer = Other nodes, and how far they are trusted.
cli-about-peer-list = Shows the nodes that are known.
cli-about-peer-allow = Allows a node, and trusts again those of its people and forums whose keys have changed.
cli-about-peer-limit = Limits a node: its contributions wait for a moderator.
cli-about-peer-block = Blocks a node: nothing comes from it, nothing goes to it.
cli-about-peer-remove = Forgets what was said about a node.
cli-about-peer-trust = Trusts again one person, or one forum, whose keys have changed.
cli-about-post = Contributions.
cli-about-post-remove = Removes a contribution, with a reason that everybody reads.
cli-about-post-restore = Restores a contribution that was removed.
cli-about-held = Contributions that wait for a moderator.
cli-about-held-list = Shows what waits.
cli-about-held-accept = Accepts a contribution, and trusts its author again if their keys have changed.
cli-about-held-refuse = Refuses a contribution; its author reads the reason.
cli-about-thread = Threads.
cli-about-thread-digest = Prints the digest of a thread, equal on every node that has all of it.
cli-about-announcement = What the node announces to its members.
cli-about-announcement-add = Announces something, in Markdown.
cli-about-announcement-list = Shows what is announced.
cli-about-announcement-remove = Takes an announcement back.
cli-about-rule = The rules of the node, on the page /regles and in clients.
cli-about-rule-add = Adds a rule.
cli-about-rule-list = Shows the rules.
cli-about-rule-remove = Takes a rule back.
cli-about-emoji = The emoji of the node.
cli-about-emoji-add = Gives a name its picture, which stands between colons in texts.
cli-about-emoji-list = Shows the emoji.
cli-about-emoji-remove = Takes an emoji and its picture away.
cli-about-queue = Work that waits.
cli-about-queue-status = Shows what is left to do, and what does not go through.
cli-about-queue-wait = Waits until everything is done.
cli-about-doctor = Examines the node and says what to do.
cli-about-migrate = Brings the database's tables up to date.

# What each argument means: shared by commands, or after the path of one.
cli-arg-config = The configuration file; without it, palabre.toml in the data directory.
cli-arg-data = The data directory [default: palabre-data, or palabre-demo for demo].
cli-arg-host = The node's name in all its addresses, once and for all.
cli-arg-database-url = The database's address: sqlite://… or postgres://…
cli-arg-lang = The language of the messages, fr or en.
cli-arg-json = Answers in JSON, for scripts.
cli-arg-help = Prints this help.
cli-arg-version = Prints the version.
cli-arg-serve-listen = The local address to listen on [default: 127.0.0.1:8080].
cli-arg-serve-no-worker = Serves the pages without doing the work that waits.
cli-arg-serve-only-worker = Does the work that waits without serving the pages.
cli-arg-serve-until-stdin-closes = Stops when its standard input closes.
cli-arg-demo-check = Checks everything and ends: sudden stops included.
cli-arg-demo-port-base = The first of the three ports [default: 8081].
cli-arg-name = The account's name.
cli-arg-account-create-email = The e-mail address.
cli-arg-password = The password, 10 to 256 characters.
cli-arg-password-stdin = Reads the password from standard input.
cli-arg-account-create-admin = Gives every right on the node.
cli-arg-account-create-confirmed = Takes the e-mail address as verified.
cli-arg-account-list-waiting = Only accounts that wait for approval.
cli-arg-account-role-role = “admin” or “member”.
cli-arg-member = The person: a name of this node, or @name@host.
cli-arg-account-token-scopes = What the token allows [default: "read write follow push"].
cli-arg-forum-create-slug = The forum's name in addresses: letters, digits, hyphens.
cli-arg-forum-create-title = The forum's title.
cli-arg-forum-create-description = One or two sentences about it.
cli-arg-forum-create-lang = The forum's language [default: fr].
cli-arg-forum-create-moderator = The account that moderates the forum.
cli-arg-peer = The other node's name, with its port if it has one.
cli-arg-peer-trust-who = The person or the forum: @name@host, or its address.
cli-arg-reason = The reason.
cli-arg-id = A number, the address of a page, or an ActivityPub id.
cli-arg-thread-digest-lines = Prints the lines under the digest too.
cli-arg-announcement-add-text = The text of the announcement.
cli-arg-starts = When it begins: 2026-12-01, or 2026-12-01T18:30:00Z.
cli-arg-ends = When it ends, likewise; the announcement is gone then.
cli-arg-number = The number, as “list” shows it.
cli-arg-rule-add-text = The rule, in one sentence.
cli-arg-hint = A longer explanation.
cli-arg-shortcode = The name without its colons: plain letters, digits, underscores.
cli-arg-file = The picture: PNG, JPEG, GIF or WebP.
cli-arg-category = The category under which clients list it.
cli-arg-queue-wait-timeout = How many seconds to wait at most.

# How the command line is used.
cli-heading-usage = Usage:
cli-heading-commands = Commands
cli-heading-command = COMMAND
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-usage-unknown-argument = unknown argument: { $word }
cli-usage-unknown-command = unknown command: { $word }
cli-usage-no-command = a command is missing.
cli-usage-no-value = a value is missing after { $word }
cli-usage-bad-value = { $word }: the value “{ $value }” does not do.
cli-usage-missing = missing: { $word }
cli-usage-language = { $value }: this language is not spoken here. Messages are in French (fr) or in English (en).
cli-usage-conflict = { $word } and { $other } do not go together.
cli-usage-other = the command was not understood ({ $word }).
cli-usage-near = Perhaps: { $word }
cli-usage-help = For help: palabre --help

# What stops a command.
cli-fault = something broke: { $words }
cli-no-runtime = the program cannot start: { $words }
cli-no-signals = the signals that stop the program cannot be heard: { $words }
cli-password-prompt = Password:
cli-no-stdin = standard input cannot be read: { $words }
cli-file-unreadable = { $path } can be neither read nor written: { $words }
cli-data-dir = the data directory { $dir } cannot be used: { $words }
    Give another one by --data, or open this one to the account that runs the node.
cli-no-node = there is no node in { $dir } yet.
    Give its directory by --data, or make it: palabre migrate --host NAME --data { $dir }
cli-not-a-name = “{ $text }” is no number, no address of a page and no ActivityPub id.
cli-database-unreadable = the database does not open: { $words }
    Check [database] url, the permissions of the file and the room on the disk; then: palabre doctor
cli-database-migration = the tables cannot be brought up to date: { $words }
    Nothing was lost. Perhaps a newer version has served this database: take that one.
cli-other-host = this data belongs to { $pinned }, not to { $asked }.
    A node's name never changes, since its keys belong to it. Take the old name, or another directory by --data.
cli-control = the running node does not answer: { $words }
cli-log-level = [log] level = “{ $level }” is no filter: { $words }

# palabre serve
cli-welcome = there is no node in { $dir } yet. To begin:

    1. Choose the node's name, once and for all. For a trial: quebec.localhost:8080
    2. Make your account:
         palabre account create YOUR_NAME --email YOU@EXAMPLE --password-stdin --admin --confirmed --host NAME --data { $dir }
    3. Open a first forum:
         palabre forum create welcome --title Welcome --moderator YOUR_NAME --data { $dir }
    4. Run the node:
         palabre serve --data { $dir }

    Every key of the configuration: docs/operating/palabre.example.toml
    To see three chapters at work: palabre demo
cli-welcome-no-host = there is data in { $dir }, but the node's name is missing.
    Give --host NAME, or “host” under [node] in { $dir }/palabre.toml.
cli-already-serving = a node runs on { $dir } already.
    Stop it first; the other commands work while it runs.
cli-port-in-use = the address { $listen } is in use already ({ $words }).
    Stop the other program, or choose another port: --listen 127.0.0.1:8090
cli-port-denied = the system refuses the address { $listen } ({ $words }).
    Take a port above 1023 and let a proxy (Caddy, nginx) hold the ports 80 and 443.
cli-address-not-here = the address { $listen } is not on this machine ({ $words }).
    Give one that is by --listen, for instance 127.0.0.1:8080.
cli-cannot-listen = cannot listen on { $listen }: { $words }
cli-no-socket = the socket for commands in { $dir } cannot be opened: { $words }
    Take a data directory with a shorter name, on a disk of this machine.
cli-not-started = the node does not start: { $words }
cli-serving = The node { $address } listens on { $listen }.
cli-stopped = The node has stopped; everything is on disk.

# palabre account
cli-account-created = The account { $name } is made.
cli-account-approved = The account { $name } is approved.
cli-account-password = The password of { $name } is changed; its sessions have ended.
cli-account-none = No account.
cli-account-line = @{ $name } · { $display } · { $email } · { $role } · { $state }
cli-account-motive = Reason: { $motive }
cli-account-admin = administrator
cli-account-member = member
cli-account-waiting = waits for approval
cli-account-unconfirmed = e-mail to be verified
cli-account-active = active
cli-account-barred = closed to sign-ins
cli-account-role = { $name }: { $role }.
cli-account-disabled = The account { $name } is closed to sign-ins.
cli-account-enabled = The account { $name } is open to sign-ins again.
cli-account-suspended = { $name } is suspended on this node.
cli-account-unsuspended = { $name } is suspended no longer.
cli-scope-unknown = a token cannot allow “{ $scope }”. What is known: { $known }, and parts such as read:statuses.

# palabre forum
cli-forum-created = The forum { $address } is open: { $page }

# palabre peer
cli-peer-none = No other node is known.
cli-peer-line = { $host }: { $level }{ $reason }
cli-peer-level-none = nothing said
cli-peer-level-allow = allowed
cli-peer-level-limit = limited
cli-peer-level-block = blocked
cli-peer-set = { $host }: { $level }.
cli-peer-changed = { $host }: keys changed after a long silence, and not looked at by anybody: { $names }. “palabre peer trust @NAME@HOST” trusts one person or forum again, “palabre peer allow { $host }” the whole node.
cli-peer-trusted = { $host }: trusted again: { $names }.
cli-peer-removed = { $host }: what was said about it is forgotten.
cli-peer-unknown = nothing was said about { $host }.
cli-peer-not-changed = nobody of this name has changed keys: { $who }. “palabre peer list” shows who waits.
cli-peer-several = several have this name; give one of these addresses: { $uris }

# palabre post, palabre held
cli-post-removed = The contribution is removed: { $page }
cli-post-restored = The contribution is restored: { $page }
cli-held-none = Nothing waits for a moderator.
cli-held-line = { $id } · { $author } · { $excerpt }
cli-held-why = {"   "}{ $why }
cli-held-accepted = The contribution is accepted: { $page }
cli-held-refused = The contribution is refused: { $page }

# palabre thread
cli-thread-complete = complete
cli-thread-missing = missing: { $ids }
cli-thread-differs = differs from that of { $host } (compared on { $when })
cli-thread-pending = pending: { $n }
cli-thread-withheld = withheld: { $n }
cli-thread-record-differs = the record { $record } no longer has the id { $rid }: the database was tampered with.
    Take a backup.

# palabre queue
cli-queue-unfinished = { $n ->
    [0] Nothing waits.
    [one] { $n } job waits.
   *[other] { $n } jobs wait.
}
cli-queue-lane = { $lane }: { $ready } waiting, { $refused } refused, { $dropped } dropped
cli-queue-failing = has failed since { $since }, next try { $until }: { $words }
cli-queue-refused = refused by { $lane }: { $words }
cli-queue-lane-from = letters from { $host }: { $ready } waiting, { $refused } not opened, { $dropped } dropped
cli-queue-unopened = letter from { $host } that this node could not open: { $words }
cli-queue-empty = Everything is done.
cli-queue-waits = Nothing is to be done for now; { $n ->
        [one] { $n } job waits for its next attempt.
       *[other] { $n } jobs wait for their next attempt.
    }
cli-queue-left = the time is up, { $n ->
        [one] { $n } job is left.
       *[other] { $n } jobs are left.
    }

# palabre migrate
cli-migrated = The tables of { $host } are up to date.

# palabre doctor
cli-doctor-well = The node is well.
cli-doctor-ill = to be mended: { $n }
cli-doctor-config = The configuration can be read.
cli-doctor-config-advice = Mend it; every key is in docs/operating/palabre.example.toml.
cli-doctor-host = The node is called { $host }.
cli-doctor-host-missing = The node's name is missing.
cli-doctor-host-missing-advice = Give --host NAME, or “host” under [node] in palabre.toml.
cli-doctor-host-trial = { $host } is a name for trials: no public node will speak to it.
cli-doctor-host-trial-advice = For a real node, take a domain name and a new data directory.
cli-doctor-source = The foot of the pages leads to the source code: { $address }
cli-doctor-source-missing = No page leads to the source code of this node.
cli-doctor-source-missing-advice = Give its address: “source_url” under [node] in palabre.toml. The AGPL-3.0 licence asks for it.
cli-doctor-danger = { $variable } is not set.
cli-doctor-danger-set = { $variable } is set: it opens the local network to remote servers.
cli-doctor-danger-set-advice = Remove it; [federation] allow_private does the same, and better.
cli-doctor-dir = The directory { $dir } can be written, and only its owner can read it.
cli-doctor-dir-file = { $dir } is no directory.
cli-doctor-dir-file-advice = Give a directory by --data.
cli-doctor-dir-missing = The directory { $dir } does not open: { $words }
cli-doctor-dir-missing-advice = Give the right one by --data, or make the node: palabre serve
cli-doctor-dir-closed = The directory { $dir } cannot be written: { $words }
cli-doctor-dir-closed-advice = Give it to the account that runs the node, and make room.
cli-doctor-dir-open = Other accounts of this machine can read { $dir }, where the keys are.
cli-doctor-dir-open-advice = Close it: chmod 700 { $dir }
cli-doctor-disk = Room left: { $free } MB.
cli-doctor-disk-little = Little room is left: { $free } MB.
cli-doctor-disk-little-advice = Make room: without it the node refuses to write, but loses nothing.
cli-doctor-clock = The clock says { $now }.
cli-doctor-clock-wrong = The clock says { $now }, which is doubtful.
cli-doctor-clock-wrong-advice = Set the machine's clock (NTP): twelve hours apart, and other nodes refuse our letters.
cli-doctor-serving = The node runs and answers.
cli-doctor-socket = The socket for commands does not answer: { $words }
cli-doctor-socket-advice = Run the command under the account that runs the node.
cli-doctor-port-free = The node does not run; the address { $listen } is free.
cli-doctor-port-taken = The node does not run, and the address { $listen } is not free: { $words }
cli-doctor-port-taken-advice = Stop the other program, or change “listen”.
cli-doctor-reach = The node is found under its name: { $address }
cli-doctor-unreached = The node is not found under its name ({ $address }): { $words }
cli-doctor-unreached-advice = Check the name in the DNS, the proxy (Caddy, nginx) and the certificate; other nodes come that way.
cli-doctor-database = The database opens; its tables are up to date.
cli-doctor-database-none = There is no database yet.
cli-doctor-database-none-advice = The first “palabre serve” makes it.
cli-doctor-database-advice = The message says where; take a backup if the file is damaged.
cli-doctor-durable = What is written is on disk ({ $words }).
cli-doctor-not-durable = The database does not promise that what is written is on disk ({ $words }).
cli-doctor-not-durable-advice = Set synchronous (SQLite) or synchronous_commit (PostgreSQL) back to what it was.
cli-doctor-keys = The keys of { $actor } are here.
cli-doctor-keys-missing = The keys of { $actor } are missing.
cli-doctor-keys-missing-advice = The first “palabre serve” makes them. If the node has served before, take a backup.
cli-doctor-lanes = Deliveries go through; { $n } waiting.
cli-doctor-lane-failing = { $lane } has failed since { $since }: { $words }
cli-doctor-lane-failing-advice = Nothing is lost: the node tries again. If it lasts, write to the people of the other node.
cli-doctor-refused = { $lane }: { $n ->
        [one] { $n } delivery
       *[other] { $n } deliveries
    } refused for good
cli-doctor-threads = No thread is known to differ from that of its home.
cli-doctor-threads-differ = { $n ->
        [one] { $n } thread differs from that of its home
       *[other] { $n } threads differ from those of their homes
    }
cli-doctor-threads-differ-advice = They are compared again each day. “palabre thread digest ADDRESS --lines” on both nodes shows in what they differ.
cli-doctor-refused-advice = “palabre queue status” shows the other node’s words.
cli-doctor-unopened = This node could not open { $n ->
        [one] { $n } letter
       *[other] { $n } letters
    } from { $host }: { $words }
cli-doctor-unopened-advice = The fault is ours: read the node’s log, and report the fault with these words to the people of Palabre.
cli-doctor-opening-fails = This node has not opened the letters of { $host } since { $since }: { $words }
cli-doctor-opening-fails-advice = Nothing is lost: the node tries again. If it lasts, the fault is ours: read the node’s log, and report the fault with these words to the people of Palabre.

# palabre demo
cli-demo-starting = Three chapters start in { $dir }…
cli-demo-seeding = Nine people write through the forms of the pages…
cli-demo-settling = The three nodes finish their work…
cli-demo-ready = Three chapters run, and speak to one another in signed ActivityPub:
cli-demo-chapter = • { $title }: { $address } ({ $people })
cli-demo-salon = • Forum { $address }: { $page }
cli-demo-password = Everybody's password: { $password }
cli-demo-end = Ctrl-C stops everything; another “palabre demo” goes on from there.
cli-demo-chapter-failed = the chapter { $chapter } does not run: { $words }
    Its log: { $log }
cli-demo-port-in-use = the chapter { $chapter } does not start: the address { $listen } is in use already.
    Stop the other program, or choose three other ports: palabre demo --port-base 9081
cli-demo-page = the page { $address } has not answered as expected: { $words }
cli-demo-not-there = “{ $what }” is not found on the node { $chapter }.
cli-demo-not-settled = the node { $chapter } has not finished: { $n ->
        [one] { $n } job is left.
       *[other] { $n } jobs are left.
    }
cli-demo-command = “palabre { $command }” has failed: { $words }
cli-demo-psql = PALABRE_DEMO_POSTGRES: { $words }
cli-demo-twin = the second implementation (tests/twin/palabre_digest.py, python3) does not answer: { $words }
cli-demo-not-fresh = { $dir } is not empty: the check begins in a fresh directory.
cli-demo-round = { $stopped } is stopped; { $killed } is killed with { $n ->
        [one] { $n } delivery or letter
       *[other] { $n } deliveries or letters
    } under way, the others go on.
cli-demo-few = there { $n ->
        [one] was only { $n } delivery or letter
       *[other] were only { $n } deliveries or letters
    } under way: the trial proves nothing.
cli-demo-column-thread = Thread
cli-demo-column-twin = twin
cli-demo-column-pages = pages
cli-demo-difference = ≠ { $line }
cli-demo-different = the three nodes do not show the same.
cli-demo-equal = { $n ->
        [one] { $n } contribution
       *[other] { $n } contributions
    }: everything is equal and complete.
cli-demo-kept = The data is in { $dir }.

# palabre announcement, rule, emoji
cli-not-a-time = “{ $text }” is not a time. Examples: 2026-12-01, or 2026-12-01T18:30:00Z.
cli-announcement-added = It is announced. To take it back: palabre announcement remove { $number }
cli-announcement-none = Nothing is announced.
cli-announcement-line = { $number } · { $text }
cli-announcement-removed = Announcement { $number } is taken back.
cli-rule-added = Rule { $number } is added: { $page }
cli-rule-none = This node has no rules.
cli-rule-line = { $number } · { $text }
cli-rule-removed = Rule { $number } is taken back.
cli-emoji-added = :{ $shortcode }: has its picture.
cli-emoji-none = This node has no emoji of its own.
cli-emoji-line = :{ $shortcode }:{ $category }
cli-emoji-removed = :{ $shortcode }: has no picture any more.
