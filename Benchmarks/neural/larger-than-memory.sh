#!/bin/sh
# Shows that an embedding table twice the size of a limit of memory trains to the bits it has in memory.
#
#     Benchmarks/neural/larger-than-memory.sh PROGRAM [MIB [FOLDER]]
#
# PROGRAM is the built larger-than-memory, MIB the limit (256), FOLDER where the mapped file goes (a new temporary one).
# The table is made in memory without a limit, then in memory under the limit, which must fail, then mapped under it.
#
# The limit is that of a control group, which counts what a process touches of a mapped file as well as its own
# memory: of a user's systemd, of version 2 where memory.max can be written, or of version 1. Without any of them it
# is RLIMIT_DATA, which counts private memory and not mapped files: it shows that a mapped table needs no memory of
# the process's own, not that pages of the file leave memory. (RLIMIT_AS, ulimit -v, would count the whole mapping as
# soon as it exists, and tell nothing.)
set -eu

program=$1
limit=$(( ${2:-256} * 1048576 ))
given=${3:-}
folder=${given:-$(mktemp -d)}
rows=$(( 2 * limit / 192 ))
batches=30
group=

cleanup() {
  rm -f "$folder/rows"
  [ -n "$given" ] || rmdir "$folder" 2>/dev/null || true
  [ -z "$group" ] || rmdir "$group" 2>/dev/null || true
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# The control group of this process in a hierarchy: "" for version 2, "memory" for version 1.
own_group() {
  sed -n "s/^[0-9]*:$1://p" /proc/self/cgroup | head -n 1
}

# Makes a group below our own and limits it; the name of the limit's file is given.
make_group() {
  group="$1/needletail-$$"
  mkdir "$group" 2>/dev/null && echo "$limit" 2>/dev/null > "$group/$2" && return 0
  rmdir "$group" 2>/dev/null || true
  group=
  return 1
}

two=/sys/fs/cgroup$(own_group '')
one=/sys/fs/cgroup/memory$(own_group memory)
if systemd-run --user --scope -q -p MemoryMax=1G true 2>/dev/null; then
  how="systemd-run, MemoryMax"
elif [ -w "$two/cgroup.subtree_control" ] && make_group "$two" memory.max; then
  how="control group version 2, memory.max"
elif [ -d "$one" ] && make_group "$one" memory.limit_in_bytes; then
  how="control group version 1, memory.limit_in_bytes"
else
  how="prlimit --data (private memory only)"
fi

limited() {
  case $how in
    systemd-run*) systemd-run --user --scope -q -p MemoryMax=$limit -p MemorySwapMax=0 "$@" ;;
    control*) sh -c 'echo $$ > "$0/cgroup.procs" && exec "$@"' "$group" "$@" ;;
    *) prlimit --data=$limit "$@" ;;
  esac
}

echo "limit $(( limit / 1048576 )) MiB by $how; $batches batches of 8192 rows drawn evenly from $rows"
free=$("$program" resident $rows $batches)
echo "in memory, no limit:    $free"
if refused=$(limited "$program" resident $rows $batches 2>/dev/null); then
  echo "in memory, limited:     $refused"
  echo "the limit does not hold" >&2
  exit 1
fi
echo "in memory, limited:     fails, as it must"
mapped=$(limited "$program" "$folder/rows" $rows $batches)
echo "mapped file, limited:   $mapped"
for peak in memory.peak memory.max_usage_in_bytes; do
  [ -z "$group" ] || [ ! -f "$group/$peak" ] || echo "most memory of the group: $(( $(cat "$group/$peak") / 1048576 )) MiB"
done
weights() { echo "$1" | sed 's/.*weights \([0-9a-f]*\).*/\1/'; }
[ "$(weights "$free")" = "$(weights "$mapped")" ] && echo "same bits" || { echo "other bits" >&2; exit 1; }
