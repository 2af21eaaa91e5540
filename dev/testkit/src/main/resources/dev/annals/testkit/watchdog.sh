# Waits on standard input for the end of the JVM that holds its other side, however that end came.
# Arguments: directory, keep|remove, owner ("" for whatever owner).
# A Ctrl-C goes to every process of the terminal: the JVM decides what it means, not this one.
trap '' INT TERM HUP
cd /

read -r word && [ "$word" = released ] && exit 0

# A later JVM has taken the directory over: its server is none of our business.
ours() {
  [ -z "$2" ] || [ "$2" = "$(cat "$1/owner" 2>/dev/null)" ]
}

# The file may be stale and the process id long reused: only the server of this very directory counts.
running() {
  { tr '\0' ' ' <"/proc/$1/cmdline" || ps -p "$1" -o args=; } 2>/dev/null | grep -q -F -e "$2"
}

children() {
  cat "/proc/$1/task/$1/children" 2>/dev/null || pgrep -P "$1" 2>/dev/null
}

# Fast shutdown, then immediate shutdown, then the axe; each gets five seconds. CONT, because it may be frozen.
stop() {
  pid=
  read -r pid <"$1/postmaster.pid"
  case $pid in '' | *[!0-9]*) return ;; esac
  for signal in INT QUIT KILL; do
    running "$pid" "$1" || return
    kill -s "$signal" "$pid"
    kill -s CONT "$pid" $(children "$pid")
    tries=0
    while running "$pid" "$1" && [ "$tries" -lt 50 ]; do
      sleep 0.1
      tries=$((tries + 1))
    done
  done
}

# Twice: a server that was just starting when the JVM died shows itself a moment later.
for round in first second; do
  for file in "$1/postmaster.pid" "$1"/*/postmaster.pid "$1"/*/*/postmaster.pid; do
    [ -f "$file" ] && ours "$1" "$3" && stop "${file%/postmaster.pid}"
  done
  [ "$2" = remove ] && rm -rf -- "$1"
  [ "$round" = second ] || sleep 1
done 2>/dev/null
