/** In its command line, by which it is known. */
export const GUARD_NAME = 'signalbox-guard';

/**
 * The guard: a shell of about 1 MB that outlives an engine that is killed (a Node process would cost 41 MB). It reads
 * what the engine starts and ends, a line each, and waits on the pipe. A `bye` ends it. The end of the pipe without one
 * means that the engine died, even by SIGKILL: servers that end when their stdin closes get two seconds, then SIGTERM
 * goes to every group that is left, to every process that was seen in a tree and to every process that carries this
 * run's mark, and one second later SIGKILL, until two looks in a row find nothing.
 *
 * It forks nothing for a single process, so that a large tree takes no longer than a small one. It is handed to
 * `sh -c`, so that it needs no file beside a bundled program. Arguments: mark prefix, report file.
 *
 * The report is for the next start, which takes the work over, ends the guard and goes by what it reads: `guard <pid>`;
 * for each process that was there when the engine died `seen <pid> <start time> <mark>`, and then `seen all`; and for each
 * that it has to end `<pid> <signal> <mark>`, before the signal, so that none that is struck is taken for one that runs on.
 */
export const GUARD_SCRIPT = String.raw`
trap '' HUP INT TERM
prefix=$1
report=$2
groups=
singles=
# Of servers that were taken over from an earlier run, whose marks have another prefix.
others=
# Without /proc (macOS) there is only the number of a group to go by.
blind=
[ -e /proc/self/stat ] || blind=1

tell() {
  if [ -e "$report" ]; then echo "$*" >> "$report"; fi
}

tell guard $$

without() {
  kept=
  gone=$1
  shift
  for one in "$@"; do [ "\${one%%:*}" = "$gone" ] || kept="$kept $one"; done
}

while read -r op pid ticks mark; do
  case $op in
    group)
      groups="$groups $pid:$ticks:$mark"
      case $mark in "$prefix"*) ;; *) others="$others -e SIGNALBOX_MARK=$mark" ;; esac ;;
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

# Whether that pid is, or was, the process that was meant: a reused pid has another start time. Leaves its state and
# group behind.
born() {
  read -r line 2>/dev/null < "/proc/$1/stat" || return 1
  set -- "$2" \${line##*) }
  state=$2
  pgrp=$4
  [ "$1" = - ] || [ "$1" = "\${21}" ]
}

# The same, for one that lives: what waits for its parent alone is beyond every signal.
same() {
  born "$1" "$2" && [ "$state" != Z ]
}

# Notes who is in the groups now, while their numbers are surely their own: a number is a group's while any member
# lives, and a stranger's at some time after that. A leader with another start time makes it a stranger's already.
census() {
  own=" "
  for one in $groups; do
    take "$one"
    if [ -e "/proc/$pid/stat" ] && ! born "$pid" "$ticks"; then continue; fi
    own="$own$pid "
  done
  for file in /proc/[0-9]*/stat; do
    read -r line 2>/dev/null < "$file" || continue
    member=\${line%% *}
    set -- \${line##*) }
    case $own in *" $3 "*) ;; *) continue ;; esac
    for one in $groups; do
      take "$one"
      if [ "$pid" = "$3" ]; then singles="$singles $member:\${20}:$mark"; fi
    done
  done
  for one in $singles; do
    take "$one"
    tell seen "$pid" "$ticks" "$mark"
  done
  tell seen all
}

# A dead process has no environment to read, so it is not found. Its line is /proc/PID/environ:SIGNALBOX_MARK=...
marked() {
  grep -zao -e "SIGNALBOX_MARK=$prefix.*" $others /proc/[0-9]*/environ 2>/dev/null | tr '\0' '\n'
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
  # Groups with a member that is ours for another reason than its group.
  proved=" "
  for pid in $pids; do if same "$pid" -; then proved="$proved$pgrp "; fi; done
  for one in $singles; do
    take "$one"
    if same "$pid" "$ticks"; then proved="$proved$pgrp "; fi
  done
  for one in $groups; do
    take "$one"
    leader=$blind
    if same "$pid" "$ticks"; then leader=1; fi
    case $leader$proved in 1* | *" $pid "*) ;; *) continue ;; esac
    kill -s 0 -- "-$pid" 2>/dev/null || continue
    found=1
    if [ -n "$leader" ]; then tell "$pid" "$1" "$mark"; fi
    kill -s "$1" -- "-$pid" 2>/dev/null
    if [ "$1" = TERM ]; then kill -s CONT -- "-$pid" 2>/dev/null; fi
  done
  for one in $singles; do
    take "$one"
    if same "$pid" "$ticks" && kill -s 0 "$pid" 2>/dev/null; then
      found=1
      tell "$pid" "$1" "$mark"
      kill -s "$1" "$pid" 2>/dev/null
    fi
  done
  if [ -n "$pids" ]; then
    found=1
    for line in $lines; do
      path=\${line%%:*}
      pid=\${path#/proc/}
      tell "\${pid%/environ}" "$1" "\${line#*SIGNALBOX_MARK=}"
    done
    kill -s "$1" $pids 2>/dev/null
  fi
  [ -n "$found" ]
}

census
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
