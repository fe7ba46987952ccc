#!/bin/sh
# Joins six empty nodes to a Cluster of three masters and three replicas: create-cluster.sh HOST:PORT (six times).
#
# Environment:
#   REDISCLI_AUTH   password of the user admin; redis-cli reads it from here, so that no process list shows it
#   TLS_DIR         directory with ca.crt, redis.crt and redis.key (default /etc/redis/tls)
#   WAIT_SECONDS    how long to wait for the nodes, and then for the Cluster (default 60)
set -eu

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

[ $# -eq 6 ] || fail "usage: create-cluster.sh HOST:PORT HOST:PORT HOST:PORT HOST:PORT HOST:PORT HOST:PORT"
[ -n "${REDISCLI_AUTH:-}" ] || fail "REDISCLI_AUTH: not set (expected: the password of the user admin)"
tls=${TLS_DIR:-/etc/redis/tls}
limit=${WAIT_SECONDS:-60}

# Runs redis-cli against one node: node HOST:PORT command...
node() {
    address=$1
    shift
    redis-cli -h "${address%:*}" -p "${address##*:}" --tls --cacert "$tls/ca.crt" --cert "$tls/redis.crt" \
        --key "$tls/redis.key" --user admin --no-auth-warning "$@"
}

# Waits until a command's output holds a text: await TEXT HOST:PORT command...
await() {
    text=$1
    shift
    waited=0
    until node "$@" 2>/dev/null | grep -q "$text"; do
        [ "$waited" -lt "$limit" ] || fail "$1: no $text within $limit s; last answer: $(node "$@" 2>&1 | head -n 3)"
        waited=$((waited + 1))
        sleep 1
    done
}

# Nodes are introduced to each other by address: CLUSTER MEET takes no names.
resolved() {
    host=${1%:*}
    found=$(getent ahostsv4 "$host" | awk 'NR == 1 { print $1 }')
    [ -n "$found" ] || fail "$host: has no address"
    printf '%s:%s' "$found" "${1##*:}"
}

addresses=
for each in "$@"; do
    await PONG "$each" ping
    addresses="$addresses $(resolved "$each")"
done

if node "$1" cluster info | grep -q 'cluster_state:ok'; then
    echo "$1 is in a Cluster already; nothing was changed"
    exit 0
fi

# shellcheck disable=SC2086 # one word for each address
redis-cli --tls --cacert "$tls/ca.crt" --cert "$tls/redis.crt" --key "$tls/redis.key" --user admin --no-auth-warning \
    --cluster create $addresses --cluster-replicas 1 --cluster-yes

for each in "$@"; do
    await 'cluster_state:ok' "$each" cluster info
    await 'cluster_known_nodes:6' "$each" cluster info
done
echo "Cluster of 3 masters and 3 replicas is ready"
