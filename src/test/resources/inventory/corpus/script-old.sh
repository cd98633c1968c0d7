#!/bin/sh
# An old inventory script: no _meta, so it is asked about every host.
case "$1" in
  --list) echo '{"web": {"hosts": ["o1", "o2"]}}' ;;
  --host) echo "{\"me\": \"$2\"}" ;;
esac
