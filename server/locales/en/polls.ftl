# Polls: what a contribution asks.
poll = Poll
poll-several = Poll, several choices allowed
poll-vote = Vote
poll-own = your choice
poll-votes = { $n ->
        [one] { $n } vote
       *[other] { $n } votes
    }
poll-voters = { $n ->
        [one] { $n } person has voted
       *[other] { $n } people have voted
    }
poll-ends = until { $when }
poll-ended = ended { $when }
poll-hidden = results when the poll ends

# Quotes.
quote-waits = A quote waits for its author to agree.
quote-hidden = A contribution is quoted that cannot be read here.
quote-sensitive = Sensitive content, without words
quote-without-words = Without words
