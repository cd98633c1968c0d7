# shellcheck shell=bash
# What serves the fleet from this machine: the registry and the edge.

# ---- registry ----------------------------------------------------------------------------------------------------------

registry_answers() {
    curl -fs -m 2 -o /dev/null "http://$REGISTRY/v2/"
}

registry_up() {
    recorded_process "$STATE/registry/pid" >/dev/null && registry_answers && return
    stop_daemon registry
    mkdir -p "$STATE/registry/data"
    cat >"$STATE/registry/config.yml" <<YAML
version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: $STATE/registry/data}
  delete: {enabled: true}
http: {addr: "$REGISTRY"}
YAML
    start_daemon "$STATE/registry" pid docker-registry serve "$STATE/registry/config.yml"
    await "$DAEMON_DEADLINE" "the registry answers" "$STATE/registry/log" registry_answers
}

# ---- edge --------------------------------------------------------------------------------------------------------------

edge_config() {
    local count=$1 files i
    files=$(raise_file_limit; ulimit -n)
    local most=$(((files - 1000) / 2)) # HAProxy refuses to start when it would need more descriptors than it may have
    cat <<CONFIG
global
    maxconn $((most + 100))
    stats socket $STATE/edge/admin.sock mode 600 level admin
    stats timeout 1h

# The edge is there to show losses, so it must never mask one: it passes bytes (mode tcp), knows nothing of requests, and
# tries exactly one host, once. A host that takes a connection and drops it is a loss that the client sees.
defaults
    mode tcp
    retries 0
    no option redispatch
    timeout connect 2s
    timeout check 5s
    timeout client 1h
    timeout server 1h
    timeout tunnel 1h

frontend edge
    bind $GATEWAY:8080
    maxconn $most
    default_backend frontends

# A host without a balancer, or with no slot serving, is down; it is used again after one good check.
backend frontends
    balance roundrobin
    option httpchk
    http-check send meth HEAD uri /api/v1/my/status ver HTTP/1.1 hdr Host pxapp
    http-check expect status 200
    default-server check inter 500ms fastinter 100ms downinter 500ms rise 1 fall 2
CONFIG
    for ((i = 1; i <= count; i++)); do
        echo "    server fe-$i $(host_address "fe-$i"):80"
    done
    cat <<CONFIG

frontend stats
    mode http
    bind $GATEWAY:8081
    maxconn 100
    timeout client 30s
    stats enable
    stats uri /
    stats refresh 2s
CONFIG
}

edge_listens() {
    [[ -S $STATE/edge/admin.sock ]] && edge_command "show info" | grep -q '^Pid:'
}

edge_command() {
    echo "$1" | socat -t2 - "UNIX-CONNECT:$STATE/edge/admin.sock" 2>/dev/null
}

run_edge() (
    raise_file_limit
    start_daemon "$STATE/edge" pid haproxy -db -f "$STATE/edge/haproxy.cfg"
)

edge_up() {
    local count=$1
    mkdir -p "$STATE/edge"
    edge_config "$count" >"$STATE/edge/haproxy.cfg.new"
    if recorded_process "$STATE/edge/pid" >/dev/null && cmp -s "$STATE/edge/haproxy.cfg"{.new,}; then
        return
    fi
    mv "$STATE/edge/haproxy.cfg"{.new,}
    start_edge
}

start_edge() {
    stop_daemon edge
    rm -f "$STATE/edge/admin.sock"
    run_edge
    await "$DAEMON_DEADLINE" "the edge answers" "$STATE/edge/log" edge_listens
}

# What a scenario may have done to it by its admin socket is undone.
restore_edge() {
    local name
    if ! recorded_process "$STATE/edge/pid" >/dev/null; then
        start_edge
        return
    fi
    for name in $(host_names); do
        edge_command "set server frontends/$name state ready; set server frontends/$name weight 100%" >/dev/null
    done
}

# ---- facts -------------------------------------------------------------------------------------------------------------

write_facts() {
    local count=$1
    cat >"$STATE/env.new" <<FACTS
HOSTS=$count
NET=$NET
REGISTRY=$REGISTRY
IMAGE=$REGISTRY/pxapp
HAPROXY_IMAGE=$REGISTRY/haproxy:2.6
HAPROXY_IMAGE_AGAIN=$REGISTRY/haproxy:2.6-again
EDGE=http://$GATEWAY:8080
EDGE_STATS=http://$GATEWAY:8081
EDGE_SOCKET=$STATE/edge/admin.sock
EDGE_BACKEND=frontends
SSH_KEY=$STATE/ssh/key
KNOWN_HOSTS=$STATE/ssh/known_hosts
INVENTORY=$STATE/inventory
ENGINE_CERTS=$STATE/engines/client
FACTS
    mv "$STATE/env.new" "$STATE/env"
    inventory >"$STATE/inventory"
}

# Host keys are checked: the known ones are in a file of their own, and no other file is asked.
inventory() {
    local name
    echo "[frontends]"
    for name in $(host_names); do
        echo "$name ansible_host=$(host_address "$name")"
    done
    cat <<VARIABLES

[frontends:vars]
ansible_user=root
ansible_ssh_private_key_file=$STATE/ssh/key
ansible_ssh_common_args='-o UserKnownHostsFile=$STATE/ssh/known_hosts -o GlobalKnownHostsFile=/dev/null'
VARIABLES
}
