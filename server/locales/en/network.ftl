# The page /reseau.
network-title = The network of this node
network-intro = The nodes this one exchanges with, what they may do here, and whether exchanges get through.
policy = Policy
policy-open = Open: any node may exchange with this one, except those blocked below.
policy-allowlist = By list: only the nodes open or twinned below exchange with this one.
peers = Nodes
no-peers = No exchange yet.
level-allow = open
level-limit = limited
level-block = blocked
level-twinned = twinned
level-known = known
peer-reason = Reason: { $reason }
last-in = Last letter received
last-out = Last letter accepted
never = never
queue = Queue
queue-count = { $n ->
        [0] empty
        [one] { $n } letter
       *[other] { $n } letters
    }
refusal-words = What does not get through
last-refusal = Its last refusal
clock = Clock
clock-ahead = { $n ->
        [one] { $n } second ahead of ours
       *[other] { $n } seconds ahead of ours
    }
clock-behind = { $n ->
        [one] { $n } second behind ours
       *[other] { $n } seconds behind ours
    }
software = Software
