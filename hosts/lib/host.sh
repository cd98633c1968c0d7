# shellcheck shell=bash
# A host: a set of namespaces whose pid 1 is lib/host-init. Its disk and what is known of it are in $STATE/hosts/NAME.

host_address() {
    echo "$NET.$((10 + ${1#fe-}))"
}

host_names() {
    [[ ! -d $STATE/hosts ]] || find "$STATE/hosts" -mindepth 1 -maxdepth 1 -name 'fe-*' -printf '%f\n' | sort -V
}

must_be_host() {
    [[ $1 =~ ^fe-[0-9]+$ && -d $STATE/hosts/$1 ]] || die "no host is called $1; there are: $(host_names | xargs)"
}

host_pid() {
    recorded_process "$STATE/hosts/$1/pid"
}

# for_each_host COMMAND [MOST]: of the first MOST hosts, or of all.
for_each_host() {
    local names
    mapfile -t names < <(host_names | head -n "${2:-$HOSTS_MAX}")
    ((${#names[@]} == 0)) || in_parallel "$1" "${names[@]}"
}

# ---- the disk ----------------------------------------------------------------------------------------------------------

# One key for every login, and a key for each host, known before its first boot, so that checking stays on.
make_login_key() {
    mkdir -p "$STATE/ssh"
    chmod 700 "$STATE/ssh"
    if [[ ! -f $STATE/ssh/key.pub ]]; then
        rm -f "$STATE/ssh/key"
        ssh-keygen -q -t ed25519 -N '' -C ballast-hosts -f "$STATE/ssh/key"
    fi
}

# Every engine listens on TCP as well, to clients of an authority of the hosts' own. Whoever has its key can make others.
make_engine_authority() {
    local folder=$STATE/engines/ca
    [[ ! -f $STATE/engines/client/key.pem ]] || return 0
    mkdir -p "$folder"
    chmod 700 "$STATE/engines"
    quiet_openssl req -x509 -newkey rsa:2048 -nodes -keyout "$folder/ca.key" -out "$folder/ca.crt" -days 30 -subj /CN=ballast-hosts
    issue "$STATE/engines/client" /CN=ballast clientAuth
}

# issue FOLDER SUBJECT USE [NAMES]: ca.pem, cert.pem and key.pem, as Docker has them
issue() {
    local folder=$1 subject=$2 use=$3 names=${4:-}
    mkdir -p "$folder"
    cp "$STATE/engines/ca/ca.crt" "$folder/ca.pem"
    printf 'extendedKeyUsage=%s\n%s\n' "$use" "${names:+subjectAltName=$names}" >"$folder/extensions"
    quiet_openssl req -newkey rsa:2048 -nodes -keyout "$folder/key.pem" -out "$folder/csr" -subj "$subject"
    quiet_openssl x509 -req -in "$folder/csr" -CA "$STATE/engines/ca/ca.crt" -CAkey "$STATE/engines/ca/ca.key" \
        -set_serial "0x$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')" -days 30 -extfile "$folder/extensions" -out "$folder/cert.pem"
    rm "$folder/extensions" "$folder/csr"
}

# Says something only when it fails.
quiet_openssl() {
    local said
    said=$(openssl "$@" 2>&1) || { printf '%s\n' "$said" >&2; return 1; }
}

make_disk() {
    local disk=$STATE/hosts/$1/disk
    [[ ! -d $disk ]] || return 0
    rm -rf "$disk.new"
    mkdir -p "$disk.new"/{docker,ssh}
    ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$disk.new/ssh/host_key"
    cp "$STATE/ssh/key.pub" "$disk.new/ssh/authorized_keys"
    cat >"$disk.new/ssh/sshd_config" <<SSHD
Port 22
ListenAddress $(host_address "$1")
HostKey /run/ssh/host_key
AuthorizedKeysFile /run/ssh/authorized_keys
PidFile /run/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
UseDNS no
PrintMotd no
MaxStartups 100
MaxSessions 100
Subsystem sftp internal-sftp
# Not the home of who runs the tests, whose shell may do slow things at every login.
Match User root
    SetEnv HOME=/run/home/root
SSHD
    issue "$disk.new/engine" "/CN=$1" serverAuth "DNS:$1,IP:$(host_address "$1")"
    # A parent group of its own tells the containers of this host from those of all others, also after a power cut.
    cat >"$disk.new/daemon.json" <<JSON
{
  "hosts": ["unix:///var/run/docker.sock", "tcp://$(host_address "$1"):2376"],
  "tlsverify": true,
  "tlscacert": "/run/engine/ca.pem",
  "tlscert": "/run/engine/cert.pem",
  "tlskey": "/run/engine/key.pem",
  "insecure-registries": ["$REGISTRY"],
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "cgroup-parent": "/$CGROUP/$1"
}
JSON
    mv "$disk.new" "$disk"
}

write_known_hosts() {
    local name kind key
    for name in $(host_names); do
        read -r kind key _ <"$STATE/hosts/$name/disk/ssh/host_key.pub"
        echo "$(host_address "$name"),$name $kind $key"
    done >"$STATE/ssh/known_hosts"
}

# ---- power -------------------------------------------------------------------------------------------------------------

# The process recorded as "parent" is unshare; its only child is the host's pid 1, whose end is a power cut.
find_first_process() {
    pgrep -P "$(recorded_process "$1/parent")" >"$1/child"
}

engine_answers() {
    [[ $(curl -fs -m 2 --unix-socket "/proc/$1/root/run/docker.sock" http://docker/_ping 2>/dev/null) == OK ]]
}

# shellcheck disable=SC2016 # the inner shell expands these
sshd_answers() {
    timeout 1 bash -c 'read -r line <"/dev/tcp/$0/22" && [[ $line == SSH-* ]]' "$1" 2>/dev/null
}

# Real hosts have processors of their own. Here an engine's work gives way to who sends requests and to the edge, which
# would else wait for seconds when nine engines start containers. What serves is in groups of its own, which do not care.
boot_host() (
    raise_file_limit
    start_daemon "$STATE/hosts/$1" parent nice -n 10 unshare --mount --uts --ipc --net --pid --fork --mount-proc --kill-child \
        bash "$HERE/lib/host-init" "$1" "$(host_address "$1")" "$STATE/hosts/$1/disk" "$STATE"
)

power_on() {
    local name=$1 folder=$STATE/hosts/$1 pid
    if host_pid "$name" >/dev/null; then
        return
    fi
    is_gone "$folder/parent" || power_off "$name" # half started: an earlier start was interrupted
    make_disk "$name"
    rm -f "$folder/bare"
    boot_host "$name"
    await "$BOOT_DEADLINE" "$name boots" "$folder/log" find_first_process "$folder"
    pid=$(<"$folder/child")
    plug_in "$name" "$pid"
    record_process "$folder/pid" "$pid"
    await "$SSHD_DEADLINE" "$name: sshd answers" "$folder/log" sshd_answers "$(host_address "$name")"
    await "$ENGINE_DEADLINE" "$name: the engine answers" "$folder/log" engine_answers "$pid"
}

power_off() {
    local name=$1 folder=$STATE/hosts/$1 pid
    # The link first: a machine without power says no good-bye on its connections, but a killed process's kernel does.
    ip link set "$(host_link "$name")" down 2>/dev/null || true
    if pid=$(host_pid "$name") || pid=$(recorded_process "$folder/parent"); then
        kill -KILL "$pid"
    fi
    # Pid 1 is gone only when every other process of its namespace is, and unshare only after that.
    await "$POWER_OFF_DEADLINE" "$name: its processes have ended" "$folder/log" is_gone "$folder/pid"
    await "$POWER_OFF_DEADLINE" "$name: its first process has ended" "$folder/log" is_gone "$folder/parent"
    remove_link "$name"
    remove_cgroups "$CGROUP/$name"
}

hosts_up() {
    local names i
    make_login_key
    make_engine_authority
    for ((i = 1; i <= $1; i++)); do
        names+=("fe-$i")
        mkdir -p "$STATE/hosts/fe-$i"
    done
    in_parallel make_disk "${names[@]}"
    write_known_hosts
    in_parallel power_on "${names[@]}"
}

remove_host() {
    power_off "$1"
    rm -rf "${STATE:?}/hosts/$1"
}

remove_hosts_above() {
    local name names=()
    for name in $(host_names); do
        ((${name#fe-} <= $1)) || names+=("$name")
    done
    ((${#names[@]} == 0)) || in_parallel remove_host "${names[@]}"
}

# ---- reset -------------------------------------------------------------------------------------------------------------

# A scenario may have cut its link, stopped or killed its daemons, or its power.
restore_host() {
    local name=$1 pid
    if pid=$(host_pid "$name"); then
        mend_link "$name"
        nsenter -t "$pid" -m -p bash -c 'kill -CONT -1'
        if [[ -f $STATE/hosts/$name/bare ]] || ! engine_answers "$pid" || ! sshd_answers "$(host_address "$name")"; then
            power_off "$name"
        fi
    fi
    power_on "$name"
}

# shellcheck disable=SC2016 # the shell inside the host expands these
empty_engine() {
    local pid
    pid=$(host_pid "$1")
    nsenter -t "$pid" -m -u -i -n -p -- bash -euo pipefail -c '
        remove() { xargs --no-run-if-empty "$@" >/dev/null; }
        docker ps --all --quiet | remove docker rm --force --volumes
        docker network ls --quiet --filter type=custom | remove docker network rm
        docker volume ls --quiet | remove docker volume rm --force
    '
}

remove_images() {
    nsenter -t "$(host_pid "$1")" -m -u -i -n -p -- docker image prune --all --force >/dev/null
}
