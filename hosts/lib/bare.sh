# shellcheck shell=bash
# shellcheck disable=SC2154  # set by the main program
#
# A host that has never seen Docker: nothing but a system, its sshd, and packages to be had. Until its next power-on.

# What Debian's engine consists of; what else these packages need stays installed.
ENGINE_PACKAGES=(docker.io docker-cli containerd runc)

bare() {
    local name=$1 pid packages=$STATE/packages
    pid=$(host_pid "$name") || die "$name is powered off"
    [[ -f $packages/Packages ]] || stage "packages of the engine" fetch_packages "$packages"
    touch "$STATE/hosts/$name/bare"
    stage "$name loses its engine" nsenter -t "$pid" -m -u -i -n -p -- bash "$HERE/lib/lose-engine" "$packages" "${ENGINE_PACKAGES[@]}"
}

# A repository in a folder, since no host reaches beyond its network.
fetch_packages() (
    local package installed=() file
    for package in "${ENGINE_PACKAGES[@]}"; do
        ! dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || installed+=("$package")
    done
    rm -rf "$1"
    mkdir -p "$1"
    cd "$1"
    apt-get download -q "${installed[@]}" >log 2>&1 || { apt-get update -q && apt-get download -q "${installed[@]}"; } >log 2>&1 ||
        die "$(tail -n 5 log)"
    for file in *.deb; do
        dpkg-deb --field "$file"
        printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$file" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d' ' -f1)"
    done >Packages.new
    mv Packages.new Packages
)
