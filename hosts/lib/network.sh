# shellcheck shell=bash
# shellcheck disable=SC2154  # set by the main program
#
# One bridge: this machine is .1, host i is .(10+i). Nothing is routed or translated: no host reaches beyond it.

# Two fleets (of two working copies) live on one machine, each on a network of its own: the first that is free.
NETWORKS=(10.77.{0..9})

# What follows from the first three numbers of the network.
name_network() {
    NET=$1
    GATEWAY=$NET.1
    REGISTRY=$GATEWAY:5000
    IFS=. read -r _ net_b net_c <<<"$NET"
    BRIDGE=bl$net_b-$net_c          # link names have 15 characters at most
    CGROUP=ballast-$net_b-$net_c
    RULES=("INPUT -i $BRIDGE" "FORWARD -i $BRIDGE -o $BRIDGE")
}

# What this state folder's fleet is on, or would be.
chosen_network() {
    if [[ -f $STATE/network ]]; then cat "$STATE/network"; else echo "${NETWORKS[0]}"; fi
}

choose_network() {
    local net
    if [[ -n ${BALLAST_HOSTS_NET:-} ]]; then
        network_is_free || die "$NET.0/24 is in use on this machine${OWNER:+, by the hosts in $OWNER}: set BALLAST_HOSTS_NET"
    elif [[ ! -f $STATE/network ]] || ! network_is_free; then
        for net in "${NETWORKS[@]}"; do
            name_network "$net"
            ! network_is_free || break
        done
        network_is_free || die "${NETWORKS[0]}.0/24 to $NET.0/24 are all in use on this machine: set BALLAST_HOSTS_NET"
    fi
    [[ $(chosen_network) == "$NET" ]] || remove_hosts_above 0   # their disks name the old one
    echo "$NET" >"$STATE/network"
}

# Ours, nobody's, or of a fleet that is no more: then nothing of it may stay.
network_is_free() {
    OWNER=
    if [[ ! -d /sys/class/net/$BRIDGE ]]; then
        [[ -z $(ip -4 route show "$NET.0/24") ]]
        return
    fi
    OWNER=$(<"/sys/class/net/$BRIDGE/ifalias")
    [[ $OWNER == "$STATE" ]] || { ! owner_lives && forget_owner; }
}

# Its hosts hold the other ends of the bridge's links; an `up` or `down` that is under way holds its lock.
owner_lives() {
    [[ -n $(ls "/sys/class/net/$BRIDGE/brif") ]] ||
        recorded_process "$OWNER/registry/pid" >/dev/null || recorded_process "$OWNER/edge/pid" >/dev/null ||
        { [[ -f $OWNER/lock ]] && ! flock -n "$OWNER/lock" true; }
}

forget_owner() {
    say "removing $NET.0/24: the hosts in $OWNER that used it have ended"
    ip link del "$BRIDGE"
    remove_cgroups "$CGROUP"
}

network_up() {
    if [[ ! -d /sys/class/net/$BRIDGE ]]; then
        # A bridge without an address of its own takes one from its ports, and changes it when a host goes or comes.
        ip link add "$BRIDGE" address "$(hardware_address 1)" type bridge
        ip link set "$BRIDGE" alias "$STATE"
        ip addr add "$GATEWAY/24" dev "$BRIDGE"
    fi
    ip link set "$BRIDGE" up
    # A firewall on this machine (an engine's own FORWARD policy, say) would stop host to registry, or host to host.
    local rule
    for rule in "${RULES[@]}"; do
        change_rule -C "$rule" 2>/dev/null || change_rule -I "$rule"
    done
}

network_down() {
    local rule
    for rule in "${RULES[@]}"; do
        while change_rule -D "$rule" 2>/dev/null; do :; done
    done
    if [[ -d /sys/class/net/$BRIDGE && $(cat "/sys/class/net/$BRIDGE/ifalias") == "$STATE" ]]; then
        ip link del "$BRIDGE"
    fi
}

# shellcheck disable=SC2086  # a rule is several words
change_rule() {
    iptables -w "$1" $2 -m comment --comment "$CGROUP" -j ACCEPT
}

host_link() {
    echo "$BRIDGE-${1#fe-}"
}

# The last argument is the last number of the network address. It stays the same over a power cut, as a real one does:
# the others would go on sending to the old one until their caches expire.
hardware_address() {
    printf '02:ba:%02x:%02x:00:%02x' "$net_b" "$net_c" "$1"
}

# The inner end of the cable has to be made inside the host's network namespace, so that both are called eth0 there.
plug_in() {
    local name=$1 pid=$2 link address
    address=$(host_address "$name")
    link=$(host_link "$name")
    remove_link "$name"         # after a power cut the kernel takes its time to forget the old one
    ip link add "$link" type veth peer name eth0 address "$(hardware_address "${address##*.}")" netns "$pid"
    ip link set "$link" master "$BRIDGE" up
    nsenter -t "$pid" -n ip addr add "$address/24" dev eth0
    nsenter -t "$pid" -n ip link set eth0 up
}

remove_link() {
    ip link del "$(host_link "$1")" 2>/dev/null || true
}

cut_link() {
    ip link set "$(host_link "$1")" down 2>/dev/null || die "$1 is powered off"
}

mend_link() {
    ip link set "$(host_link "$1")" up 2>/dev/null || die "$1 is powered off"
}
