# shellcheck shell=bash
# Finds a JDK 25 or newer and exports JAVA_HOME; for ./ballast, ./check and ./bench.

JDK_NEEDED="Ballast needs a JDK 25 or newer. Install one (Debian 13: apt-get install openjdk-25-jdk-headless; elsewhere: Eclipse Temurin 25) and set JAVA_HOME to it, or use ./check and ./ballast, which find it by themselves."

jdk_feature() { # the feature release of the JDK in a folder, or 0
    [[ -x $1/bin/javac && -f $1/release ]] || { echo 0; return; }
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    echo "${version:-0}"
}

find_jdk() {
    local candidate on_path
    on_path=$(command -v javac || true)
    [[ -z $on_path ]] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [[ -n $candidate && $(jdk_feature "$candidate") -ge 25 ]]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return
        fi
    done
    echo "$JDK_NEEDED" >&2
    return 1
}

# Maven from the system's packages, installed when it is missing and that is possible.
find_maven() {
    command -v mvn >/dev/null && return
    if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
        echo "Installing the missing package: maven" >&2
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends maven >/dev/null
    else
        echo "Maven is missing: install it (Debian, Ubuntu: apt-get install maven; macOS: brew install maven), then run this again." >&2
        return 1
    fi
}
