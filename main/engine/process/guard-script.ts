/**
 * The guard: a shell of about 1 MB that outlives an engine that is killed (a Node process would cost 41 MB). It reads
 * one line for each process that the engine starts and ends, and waits on the pipe. A `bye` ends it. The end of the
 * pipe without one means that the engine died, even by SIGKILL: servers that end when their stdin closes get two
 * seconds, then SIGTERM goes to every group that is left and to every process that carries this run's mark, and one
 * second later SIGKILL, until two looks in a row find nothing.
 *
 * It is handed to `sh -c`, so that it needs no file beside a bundled program. Arguments: mark prefix, report file.
 * Each marked process that it had to end is a line `<pid> <signal> <mark>` in the report, which the next start reads.
 */
export const GUARD_SCRIPT = String.raw`
trap '' HUP INT TERM
prefix=$1
report=$2
groups=
while read -r op pid ticks; do
  case $op in
    +) groups="$groups $pid:$ticks" ;;
    -) kept=
       for group in $groups; do [ "\${group%%:*}" = "$pid" ] || kept="$kept $group"; done
       groups=$kept ;;
    bye) exit 0 ;;
  esac
done

# A group keeps its number while any member lives; a leader with another start time means that the number is a stranger's.
ours() {
  [ -r "/proc/$1/stat" ] || return 0
  read -r line < "/proc/$1/stat" 2>/dev/null || return 0
  set -- "$2" \${line##*) }
  [ "$1" = - ] || [ "$1" = "\${21}" ]
}

marked() {
  grep -laF -- "SIGNALBOX_MARK=$prefix" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    read -r line < "/proc/$pid/stat" 2>/dev/null || continue
    case \${line##*) } in Z*|X*) ;; *) echo "$pid" ;; esac
  done
}

note() {
  mark=$(tr '\0' '\n' < "/proc/$1/environ" 2>/dev/null | sed -n 's/^SIGNALBOX_MARK=//p')
  echo "$1 $2 $mark" >> "$report"
}

strike() {
  found=
  pids=$(marked)
  for pid in $pids; do note "$pid" "$1"; done
  for group in $groups; do
    ours "\${group%%:*}" "\${group#*:}" || continue
    kill -s "$1" -- "-\${group%%:*}" 2>/dev/null && found=1
    [ "$1" = TERM ] && kill -s CONT -- "-\${group%%:*}" 2>/dev/null
  done
  for pid in $pids; do kill -s "$1" "$pid" 2>/dev/null && found=1; done
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
