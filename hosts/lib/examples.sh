# shellcheck shell=bash
# The images of examples/: applications as this machine has them, with the files of their example, in two releases each.

EXAMPLES_NEED=(nginx:nginx redis-server:redis-server gunicorn:gunicorn python3:python3 node:nodejs)
EXAMPLES=(nginx java node python redis)
EXAMPLE_RELEASES=(1 2)

# examples [NAME...]: of these, or of all
examples() {
    local missing example names=()
    (($# > 0)) || set -- "${EXAMPLES[@]}"
    for example in "$@"; do
        [[ " ${EXAMPLES[*]} " == *" $example "* ]] || die "no example is called $example; there are: ${EXAMPLES[*]}"
    done
    missing=$(missing_packages "${EXAMPLES_NEED[@]}" | xargs)
    [[ -z $missing ]] || die "missing packages: $missing (hosts install examples gets them)"
    for example in "$@"; do
        example_is_there "$example" || names+=("$example")
    done
    ((${#names[@]} > 0)) || return 0
    find_java
    stage "images of ${names[*]}" in_parallel example_images "${names[@]}"
    for example in "${names[@]}"; do
        example_recipe >"$STATE/registry/example-$example"
    done
}

find_java() {
    # shellcheck source=/dev/null
    source "$PROJECT/scripts/jdk.sh"
    find_jdk
}

example_recipe() {
    local program
    {
        find "$PROJECT/examples" -type f -not -name '*.md' -not -name ballast.yml -exec cat {} +
        cat "$HERE/lib/examples.sh"
        for program in nginx redis-server gunicorn python3 node; do
            stat -Lc '%n %s %Y' "$(PATH=$SYSTEM_PATH type -P "$program")"
        done
    } | sha256sum | cut -d' ' -f1
}

example_is_there() {
    local made=$STATE/registry/example-$1
    [[ -f $made && $(<"$made") == "$(example_recipe)" ]] && in_registry "example-$1" "${EXAMPLE_RELEASES[@]}"
}

# What is alike in all of them: a root without a shell, the application in it, and a layer of its own for each release.
example_images() {
    local example=$1 root=$STATE/examples/$1 release container
    rm -rf "$root" "$root".*
    mkdir -p "$root"/{etc,proc,sys,dev,run,var/run}
    mkdir -m 1777 "$root/tmp"
    printf 'root:x:0:0:root:/:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$root/etc/passwd"
    printf 'root:x:0:\nnobody:x:65534:\nnogroup:x:65534:\n' >"$root/etc/group"
    local command=()
    "example_$example" "$root" "$PROJECT/examples/$example"
    tar -C "$root" --owner=0 --group=0 --numeric-owner -c . |
        engine import --change "CMD $(in_brackets "${command[@]}")" - "example-$example:base" >/dev/null
    for release in "${EXAMPLE_RELEASES[@]}"; do
        container=$(engine create "example-$example:base")
        mkdir -p "$root.$release/etc/nginx"
        # shellcheck disable=SC2016  # nginx's variable
        printf 'set $release "%s";\n' "$release" >"$root.$release/etc/nginx/release.conf"
        engine cp "$root.$release/." "$container:/"
        engine commit --change "ENV RELEASE=$release" "$container" "$REGISTRY/example-$example:$release" >/dev/null
        engine rm "$container" >/dev/null
        engine push --quiet "$REGISTRY/example-$example:$release" >/dev/null
    done
    engine image rm "${EXAMPLE_RELEASES[@]/#/$REGISTRY/example-$example:}" "example-$example:base" >/dev/null
    rm -rf "$root" "$root".*
}

in_brackets() {
    local words
    words=$(printf '"%s",' "$@")
    echo "[${words%,}]"
}

example_nginx() {
    local root=$1 files=$2
    copy_programs "$root" usr/sbin nginx
    mkdir -p "$root"/{etc/nginx,var/lib/nginx,var/log/nginx,usr/share/shop}
    cp "$files/nginx.conf" "$root/etc/nginx/"
    head -c 16384 /dev/zero | tr '\0' 'x' >"$root/usr/share/shop/large"
    command=(/usr/sbin/nginx)
}

# A Java with the modules that the application needs, and no more.
example_java() {
    local root=$1 files=$2 library
    "$JAVA_HOME/bin/jlink" --add-modules java.base,jdk.httpserver --strip-debug --no-man-pages --no-header-files \
        --output "$root/java"
    for library in $(find "$root/java" \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + |
        grep -o '[[:space:]]/[^ ]*' | sort -u); do
        [[ $library == "$root"/* ]] || copy_library "$root" "$library"
    done
    "$JAVA_HOME/bin/javac" -d "$root/app" "$files/Shop.java"
    command=(/java/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp /app Shop)
}

example_node() {
    local root=$1 files=$2
    copy_programs "$root" usr/bin node
    mkdir -p "$root/app"
    cp "$files/server.js" "$root/app/"
    command=(/usr/bin/node /app/server.js)
}

# Debian's Python, not another one that a version manager has put before it.
example_python() {
    local root=$1 files=$2 python library packages=/usr/lib/python3/dist-packages
    python=$(readlink -f /usr/bin/python3)
    copy_programs "$root" usr/bin "$python"
    mkdir -p "$root/usr/lib" "$root$packages" "$root/app"
    tar -C /usr/lib -c --exclude=test --exclude=tests --exclude=idlelib --exclude='config-*' --exclude=ensurepip \
        --exclude=lib2to3 --exclude=pydoc_data --exclude=tkinter --exclude=dist-packages "${python##*/}" |
        tar -C "$root/usr/lib" -x
    for library in $(ldd /usr/lib/"${python##*/}"/lib-dynload/*.so 2>/dev/null |
        grep -o '[[:space:]]/[^ ]*' | sort -u); do
        copy_library "$root" "$library"
    done
    cp -r "$packages"/{gunicorn,gunicorn-*,pkg_resources} "$root$packages/"
    cp "$files"/{app,gunicorn.conf}.py "$root/app/"
    command=("/usr/bin/${python##*/}" -m gunicorn.app.wsgiapp -c /app/gunicorn.conf.py --chdir /app app)
}

example_redis() {
    local root=$1 files=$2
    copy_programs "$root" usr/bin redis-server
    cp "$files/redis.conf" "$root/etc/"
    command=(/usr/bin/redis-server /etc/redis.conf)
}
