# shellcheck shell=bash
# What the other parts share: words to the person, waiting, processes written down, packages.

STARTED=${EPOCHREALTIME/./}     # microseconds

say() {
    local elapsed=$((${EPOCHREALTIME/./} - STARTED))
    printf '[%3d.%d s] %s\n' $((elapsed / 1000000)) $((elapsed % 1000000 / 100000)) "$*" >&2
}

die() {
    printf 'hosts: %s\n' "$*" >&2
    exit 1
}

# stage WHAT COMMAND...: runs the command, then one line that says how long it took.
stage() {
    local what=$1 begun=${EPOCHREALTIME/./}
    shift
    "$@"
    local took=$((${EPOCHREALTIME/./} - begun))
    say "$what ($((took / 1000000)).$((took % 1000000 / 100000)) s)"
}

# await SECONDS WHAT LOG COMMAND...: until the command succeeds; after the deadline says what did not happen, and why
# according to the last lines of the log.
await() {
    local seconds=$1 what=$2 log=$3 deadline
    shift 3
    deadline=$((${EPOCHREALTIME/./} + seconds * 1000000))
    until "$@"; do
        if ((${EPOCHREALTIME/./} > deadline)); then
            printf 'hosts: after %s s still not: %s\n' "$seconds" "$what" >&2
            if [[ -s $log ]]; then
                printf -- '--- the last lines of %s\n' "$log" >&2
                tail -n 15 "$log" >&2
            fi
            return 1
        fi
        sleep 0.05
    done
}

# Runs a command for several words at a time, each in a process of its own; fails when one of them does.
in_parallel() {
    local command=$1 word failed=0 pids=()
    shift
    for word in "$@"; do
        "$command" "$word" &
        pids+=($!)
    done
    for word in "${pids[@]}"; do
        wait "$word" || failed=1
    done
    return $failed
}

must_be_root() {
    ((EUID == 0)) || die "namespaces, links and engines need root: run it with sudo"
}

must_be_up() {
    [[ -f $STATE/env ]] || die "no hosts are up: hosts up N"
}

must_have_cgroups() {
    # Debian's docker.io only recommends what mounts them where no systemd does.
    grep -q ' /sys/fs/cgroup' /proc/mounts || die "no cgroups are mounted under /sys/fs/cgroup; the engines need them"
}

make_state_folder() {
    # Both limits are those of unix sockets (108 bytes, and HAProxy appends to the name while it binds) and of ssh options.
    [[ $STATE != *[[:space:]\"\'\\]* ]] || die "$STATE: a path without spaces and quotes, please (BALLAST_HOSTS_STATE)"
    ((${#STATE} <= 80)) || die "$STATE is too long to hold unix sockets; name a shorter folder in BALLAST_HOSTS_STATE"
    mkdir -p "$STATE"
    chmod 755 "$STATE"
}

# One up, down or reset at a time. The descriptor is not handed to what we start: it would hold the lock for ever.
lock() {
    exec 9>"$STATE/lock"
    flock -w 300 9 || die "another up, down or reset holds $STATE/lock"
}

# ---- processes ---------------------------------------------------------------------------------------------------------
# An id alone may belong to somebody else by the time it is used; with the process's start time it cannot.

start_time() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }           # the name before may hold spaces
    read -ra stat <<<"$stat"
    [[ ${stat[0]} != Z ]] && echo "${stat[19]}"
}

record_process() {
    local file=$1 pid=$2
    echo "$pid $(start_time "$pid")" >"$file"
}

# Prints the id that a file records, if that process still lives.
recorded_process() {
    local pid since
    [[ -f $1 ]] && read -r pid since <"$1" && [[ -n $since && $(start_time "$pid") == "$since" ]] && echo "$pid"
}

is_gone() {
    ! recorded_process "$1" >/dev/null
}

# A daemon outlives who started it, and would hold every lock of the caller's for ever.
close_inherited() {
    local open
    for open in /proc/self/fd/*; do
        open=${open##*/}
        ((open <= 2)) || eval "exec $open>&-"
    done
}

# start_daemon FOLDER NAME COMMAND...: in a session of its own, its id in the file NAME of the folder, its output in "log".
start_daemon() {
    local folder=$1 name=$2
    shift 2
    (
        close_inherited
        exec setsid "$@"
    ) </dev/null >"$folder/log" 2>&1 &
    record_process "$folder/$name" $!
}

stop_daemon() {
    local file=$STATE/$1/pid pid
    if pid=$(recorded_process "$file"); then
        kill -TERM "$pid"
        if ! await 5 "the end of $1" /dev/null is_gone "$file"; then
            kill -KILL "$pid"
        fi
    fi
    rm -f "$file"
}

raise_file_limit() {
    local limit
    for limit in $FILES_MAX "$(ulimit -Hn)"; do
        ulimit -n "$limit" 2>/dev/null && return
    done
}

# Groups that a killed engine leaves behind; a group goes once its last process is reaped.
remove_cgroups() {
    local root
    while read -r root; do
        await 5 "the cgroups under $root to be empty" /dev/null cgroup_removed "$root" || true
    done < <(compgen -G "/sys/fs/cgroup/$1" || true; compgen -G "/sys/fs/cgroup/*/$1" || true)
}

cgroup_removed() {
    find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
    [[ ! -d $1 ]]
}

# ---- packages ----------------------------------------------------------------------------------------------------------

SYSTEM_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# program:package, where they come from on Debian
NEEDED=(
    dockerd:docker.io docker:docker-cli docker-registry:docker-registry haproxy:haproxy socat:socat busybox:busybox-static
    sshd:openssh-server ssh-keygen:openssh-client ip:iproute2 iptables:iptables nsenter:util-linux pgrep:procps
    curl:curl tar:tar openssl:openssl gcc:gcc useradd:passwd
)
C_LIBRARY=/usr/include/stdio.h:libc6-dev

# missing_packages PAIR...: the packages of those programs that are not there.
missing_packages() {
    local pair
    for pair in "$@"; do
        PATH=$PATH:$SYSTEM_PATH type -P "${pair%%:*}" >/dev/null || echo "${pair##*:}"
    done
    [[ -e ${C_LIBRARY%%:*} ]] || echo "${C_LIBRARY##*:}"
}

must_have_programs() {
    local missing
    missing=$(missing_packages "${NEEDED[@]}" | xargs)
    [[ -z $missing ]] || die "missing packages: $missing (hosts install gets them)"
}

# install_packages PAIR...: says first what it installs.
install_packages() {
    local missing policy=/usr/sbin/policy-rc.d
    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        say "nothing is missing"
        return
    fi
    say "installing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    # Up to Debian 12 the docker command is part of docker.io.
    if ! apt-cache show docker-cli >/dev/null 2>&1; then
        mapfile -t missing < <(printf '%s\n' "${missing[@]/#docker-cli/docker.io}" | sort -u)
    fi
    # The packages would start an engine, an sshd, a registry and an HAProxy on this machine; only the hosts need them.
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    apt-get install -q -y --no-install-recommends "${missing[@]}"
    say "installed: ${missing[*]}"
}
