/**
 * The guard: a shell of about 1 MB that outlives an engine that is killed (a Node process would cost 41 MB). It reads
 * what the engine starts and ends, a line each, and waits on the pipe. A `bye` ends it. The end of the pipe without one
 * means that the engine died, even by SIGKILL: servers that end when their stdin closes get two seconds, then SIGTERM
 * goes to every group that is left, to every process that was seen in a tree and to every process that carries this
 * run's mark, and one second later SIGKILL, until two looks in a row find nothing.
 *
 * It forks nothing for a single process, so that a large tree takes no longer than a small one. It is handed to
 * `sh -c`, so that it needs no file beside a bundled program. Arguments: mark prefix, report file. What it had to end is
 * a line `<pid> <signal> <mark>` in the report, which the next start reads.
 */
export const GUARD_SCRIPT = String.raw`
trap '' HUP INT TERM
prefix=$1
report=$2
groups=
singles=

without() {
  kept=
  gone=$1
  shift
  for one in "$@"; do [ "\${one%%:*}" = "$gone" ] || kept="$kept $one"; done
}

while read -r op pid ticks mark; do
  case $op in
    group) groups="$groups $pid:$ticks:$mark" ;;
    process) singles="$singles $pid:$ticks:$mark" ;;
    gone)
      without "$pid" $groups; groups=$kept
      without "$pid" $singles; singles=$kept ;;
    bye) exit 0 ;;
  esac
done

# Splits pid:ticks:mark.
take() {
  pid=\${1%%:*}
  rest=\${1#*:}
  ticks=\${rest%%:*}
  mark=\${rest#*:}
}

# Whether that pid is, or was, the process that was meant: a reused pid has another start time.
same() {
  read -r line 2>/dev/null < "/proc/$1/stat" || return 1
  set -- "$2" \${line##*) }
  [ "$1" = - ] || [ "$1" = "\${21}" ]
}

note() {
  if [ -e "$report" ]; then echo "$1 $2 $3" >> "$report"; fi
}

# A dead process has no environment to read, so it is not found. Its line is /proc/PID/environ:SIGNALBOX_MARK=...
marked() {
  grep -zao -- "SIGNALBOX_MARK=$prefix.*" /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n'
}

strike() {
  found=
  lines=$(marked)
  pids=
  for line in $lines; do
    path=\${line%%:*}
    pid=\${path#/proc/}
    pids="$pids \${pid%/environ}"
  done
  for one in $groups; do
    take "$one"
    # A group keeps its number while any member lives; a leader with another start time makes it a stranger's.
    if [ -e "/proc/$pid/stat" ] && ! same "$pid" "$ticks"; then continue; fi
    kill -s "$1" -- "-$pid" 2>/dev/null || continue
    found=1
    note "$pid" "$1" "$mark"
    if [ "$1" = TERM ]; then kill -s CONT -- "-$pid" 2>/dev/null; fi
  done
  for one in $singles; do
    take "$one"
    if same "$pid" "$ticks" && kill -s "$1" "$pid" 2>/dev/null; then
      found=1
      note "$pid" "$1" "$mark"
    fi
  done
  if [ -n "$pids" ]; then
    kill -s "$1" $pids 2>/dev/null
    found=1
    for line in $lines; do
      path=\${line%%:*}
      pid=\${path#/proc/}
      note "\${pid%/environ}" "$1" "\${line#*SIGNALBOX_MARK=}"
    done
  fi
  [ -n "$found" ]
}

sleep 2
strike TERM && sleep 1
empty=0
looks=0
while [ "$empty" -lt 2 ] && [ "$looks" -lt 100 ]; do
  if strike KILL; then empty=0; else empty=$((empty + 1)); fi
  looks=$((looks + 1))
  sleep 0.1
done
`.replaceAll('\\$', '$');
