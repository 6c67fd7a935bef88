#!/bin/sh
# enter.sh HOME COMMAND...: runs a command as on a host whose files are those of HOME, laid over the
# ones of this machine. `ip netns exec` has made a mount namespace of its own, so nobody else sees it.
set -e
home=$1
shift
for part in etc root usr; do
  mount -t overlay overlay -o "lowerdir=$home/files/$part:/$part" "/$part"
done
mount --bind "$home/run" /run
mount --bind "$home/log" /var/log
exec "$@"
