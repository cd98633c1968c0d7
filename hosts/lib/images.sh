# shellcheck shell=bash
# The images, made from this machine's own programs by an engine (fe-1's, or the one that `hosts/engine` uses) and pushed
# to the registry.

IMAGE_VERSIONS=(1 2 3 4 5 6 crash sick)
APP_START_MS=500
BASE_LAYER_MB=20

engine() {
    docker --host "unix:///proc/$(host_pid fe-1)/root/run/docker.sock" "$@"
}

# What the images in the registry were made from: the app, this file, and the HAProxy of this machine.
recipe() {
    cat "$HERE/app/app.c" "$HERE/lib/images.sh" "$(type -P haproxy)" | sha256sum | cut -d' ' -f1
}

images_are_there() {
    [[ -f $STATE/registry/recipe && $(<"$STATE/registry/recipe") == "$(recipe)" ]] &&
        in_registry pxapp "${IMAGE_VERSIONS[@]}" && in_registry haproxy 2.6 2.6-again
}

# in_registry IMAGE TAG...: whether the registry has all of them.
in_registry() {
    local image=$1 tag
    shift
    for tag in "$@"; do
        curl -fs -m 5 -o /dev/null --head -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
            "http://$REGISTRY/v2/$image/manifests/$tag" || return 1
    done
}

images_up() {
    images_are_there && return
    local work=$STATE/images
    rm -rf "$work"
    mkdir -p "$work"
    haproxy_image "$work/haproxy" &
    local haproxy=$!
    app_images "$work/app"
    wait $haproxy
    recipe >"$STATE/registry/recipe"
    # fe-1 starts as empty as the others: its first pull is part of what is measured.
    engine image prune --all --force >/dev/null
    rm -rf "$work"
}

compile_app() {
    gcc -O2 -static -pthread -Wall -o "$1" "$HERE/app/app.c"
}

# A static program, a layer that all versions share, and a small one of its own for each version, as real releases have.
app_images() {
    local root=$1 version
    mkdir -p "$root"
    compile_app "$root/pxapp"
    head -c $((BASE_LAYER_MB * 1024 * 1024)) /dev/urandom >"$root/assets"
    mkdir -m 1777 "$root/tmp"
    tar -C "$root" --owner=0 --group=0 --numeric-owner -c . |
        engine import --change 'CMD ["/pxapp"]' --change "ENV LISTEN_AFTER_MS=$APP_START_MS" --change 'EXPOSE 8080' \
            - "$REGISTRY/pxapp:base" >/dev/null
    for version in "${IMAGE_VERSIONS[@]}"; do
        app_version "$root" "$version"
    done
    # The first alone: the shared layer then is in the registry, and the others only name it.
    engine push --quiet "$REGISTRY/pxapp:1" >/dev/null
    in_parallel push_version "${IMAGE_VERSIONS[@]:1}"
}

app_version() {
    local root=$1 version=$2 container changes=(--change "ENV VERSION=$2")
    case $version in
        crash | sick) changes+=(--change "ENV FAIL=$version") ;;
    esac
    container=$(engine create "$REGISTRY/pxapp:base")
    echo "$version" >"$root/release"
    engine cp "$root/release" "$container:/release"
    engine commit "${changes[@]}" "$container" "$REGISTRY/pxapp:$version" >/dev/null
    engine rm "$container" >/dev/null
}

push_version() {
    engine push --quiet "$REGISTRY/pxapp:$1" >/dev/null
}

# copy_programs ROOT FOLDER PROGRAM...: the programs into that folder of the root, and every library they name to where they
# look for it.
copy_programs() {
    local root=$1 folder=$2 program library
    shift 2
    mkdir -p "$root/$folder"
    for program in "$@"; do
        program=$(PATH=$SYSTEM_PATH type -P "$program")
        cp -L "$program" "$root/$folder/"
        for library in $(ldd "$program" | grep -o '/[^ ]*'); do
            copy_library "$root" "$library"
        done
    done
}

copy_library() {
    mkdir -p "$1$(dirname "$2")"
    cp -nL "$2" "$1$2"
}

haproxy_image() {
    local root=$1 applet container
    mkdir -p "$root"/{bin,etc,proc,sys,dev,root,run/haproxy,usr/local/etc/haproxy,usr/local/sbin,var/lib/haproxy}
    mkdir -m 1777 "$root/tmp"
    ln -s ../run "$root/var/run"
    copy_programs "$root" bin haproxy bash socat
    cp -L "$(type -P busybox)" "$root/bin/busybox"
    for applet in $(busybox --list); do
        [[ -e $root/bin/$applet ]] || ln -s busybox "$root/bin/$applet"
    done
    ln -s ../../../bin/haproxy "$root/usr/local/sbin/haproxy"
    printf 'root:x:0:0:root:/root:/bin/sh\nhaproxy:x:99:99::/var/lib/haproxy:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\nhaproxy:x:99:\n' >"$root/etc/group"
    chmod 777 "$root/run/haproxy"
    tar -C "$root" --owner=0 --group=0 --numeric-owner -c . |
        engine import --change 'CMD ["haproxy","-W","-db","-f","/usr/local/etc/haproxy/haproxy.cfg"]' \
            --change 'ENV PATH=/usr/local/sbin:/bin' - "$REGISTRY/haproxy:base" >/dev/null
    # Import knows no stop signal, but a container does, and passes it on.
    container=$(engine create --stop-signal SIGUSR1 "$REGISTRY/haproxy:base")
    engine commit "$container" "$REGISTRY/haproxy:2.6" >/dev/null
    # The same program in another image, as a distribution's next build of it is.
    engine commit --change 'LABEL build=again' "$container" "$REGISTRY/haproxy:2.6-again" >/dev/null
    engine rm "$container" >/dev/null
    engine push --quiet "$REGISTRY/haproxy:2.6" >/dev/null
    engine push --quiet "$REGISTRY/haproxy:2.6-again" >/dev/null
}
