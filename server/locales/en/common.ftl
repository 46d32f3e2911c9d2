# What surrounds every page, lists, dates.
skip = Skip to content
nav-main = Main navigation
nav-foot = Footer
nav-threads = Threads
nav-network = Network
sign-in = Sign in
sign-up = Sign up
sign-out = Sign out
source = Source code
source-version = This node runs Palabre, version { $version }.
source-licence = Palabre is free software under the licence AGPL-3.0-or-later (GNU Affero General Public License, version 3 or any later version).
source-owed = Whoever runs this node owes the source code of this version, changes included, to everyone who uses it.
source-ask = This node has not yet said where its own is: ask the team that keeps it.
motto = a discussion belongs to those who hold it
pages = Pages
pages-above = Pages, above
page-previous = ← Previous
page-next = Next →
page-of = page { $page } of { $last }
optional = (optional)
cancel = Cancel
save = Save
publish = Publish
to-front = Home

# Patterns: %d day, %b month, %Y year, %k hour, %H hour in two digits, %M minutes, %Z zone.
date-time = %d %b %Y, %H:%M %Z
date-day = %d %b %Y
date-first = 1
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

# Front page.
take-part = Taking part
take-part-read = Read freely: no account is needed.
take-part-join = Sign up here, or write from another node of the network.
take-part-write = Reply, support, open a thread: the chapters see the same discussion.
salons = Salons
salons-here = Salons of { $host }
salons-elsewhere = Salons of other chapters
no-salons = No salon yet.
no-salons-elsewhere = Nobody here follows a salon of another chapter yet.
all-salons = All salons
recent = Active threads
chapters = Chapters in the network
network-more = Policy and state of the network
account-waits = Your account waits for approval: until then your contributions are kept here.
