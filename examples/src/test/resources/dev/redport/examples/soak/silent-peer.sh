# Runs a command in a network namespace of its own, with a redis-server in a second one at 10.77.0.2:6400.
# usage: unshare -rn sh silent-peer.sh <redis-server> <directory> <command...>
# The command learns the process whose namespace is the server's from the variable HOLDER.
set -eu
redis=$1
directory=$2
shift 2
ip link set lo up
unshare -n sleep 300 &
HOLDER=$!
server=
trap 'kill $HOLDER $server 2>/dev/null || true' EXIT
tries=0
while [ "$(readlink /proc/$HOLDER/ns/net)" = "$(readlink /proc/self/ns/net)" ] && [ $tries -lt 500 ]; do
    tries=$((tries + 1))
    sleep 0.01
done
ip link add va type veth peer name vb netns $HOLDER
ip addr add 10.77.0.1/24 dev va
ip link set va up
nsenter -t $HOLDER -n sh -c 'ip link set lo up; ip addr add 10.77.0.2/24 dev vb; ip link set vb up'
nsenter -t $HOLDER -n "$redis" --bind 10.77.0.2 --port 6400 --protected-mode no --save '' --dir "$directory" >/dev/null &
server=$!
export HOLDER
"$@"
