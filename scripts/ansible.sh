# shellcheck shell=bash
# What the tests and the benchmark compare Ballast with, and what shows a program another time of day.

install_ansible() {
    command -v ansible-inventory >/dev/null && command -v ansible-playbook >/dev/null && command -v faketime >/dev/null && return
    echo "Installing what the tests compare with: ansible, python3-docker; and faketime"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ansible python3-docker faketime >/dev/null
}
