#!/bin/sh
# manage.sh SERVICES VERB NAME: what an init system does with the service that SERVICES/NAME.sh runs in
# the foreground. Exit code 0: done, or running. 3: not running.
services=$1 verb=$2 name=$3
pid_file=$services/$name.pid

is_running() {
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  # Who has ended stays a zombie until somebody asks for it, and nobody here does.
  state=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -c 1)
  [ -n "$state" ] && [ "$state" != Z ]
}

start() {
  is_running && return 0
  setsid sh "$services/$name.sh" >>"$services/$name.log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  # One that cannot run says so soon.
  sleep 0.5
  is_running
}

stop() {
  is_running || return 0
  kill "$pid"
  for _ in $(seq 100); do
    is_running || return 0
    sleep 0.1
  done
  kill -9 "$pid"
}

case $verb in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  status) is_running || exit 3 ;;
  *) echo "manage.sh: $verb?" >&2 && exit 2 ;;
esac
