#!/bin/sh
# Fills in the samples of this directory for a trial: prepare.sh DIRECTORY
#
# Makes passwords, a certificate authority with certificates that are valid for 90 days, and for each server a directory to
# be its /etc/redis. In production passwords come from a vault and certificates from your authority; the files are the same.
# Needs openssl. Writes to the new directory only.
set -eu
umask 077

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

[ $# -eq 1 ] || fail "usage: prepare.sh DIRECTORY"
[ ! -e "$1" ] || fail "$1: is there already (expected: a directory to be made)"
command -v openssl >/dev/null || fail "openssl: not found"
samples=$(CDPATH='' cd "$(dirname "$0")" && pwd)
mkdir -p "$1/secrets" "$1/tls"
out=$(CDPATH='' cd "$1" && pwd)

for user in app replica sentinel doctor admin; do
    openssl rand -base64 32 | tr -d '\n' >"$out/secrets/$user-password"
done

secret() {
    cat "$out/secrets/$1-password"
}

sha256() {
    openssl dgst -sha256 -r "$out/secrets/$1-password" | cut -d ' ' -f 1
}

names="DNS:localhost,IP:127.0.0.1,DNS:redis.internal,DNS:redis,DNS:cache"
for i in 1 2 3; do
    names="$names,DNS:redis-$i,DNS:sentinel-$i"
done
for i in 1 2 3 4 5 6; do
    names="$names,DNS:node-$i"
done

cd "$out/tls"
key() {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null
}
key ca
openssl req -x509 -new -key ca.key -sha256 -days 365 -subj "/CN=Redis trial authority" -out ca.crt
# Servers are clients of each other, so theirs serves both ways.
issue() {
    key "$1"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf '%s\n' "basicConstraints=critical,CA:false" "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -sha256 -days 90 -extfile "$1.ext" \
        -out "$1.crt" 2>/dev/null
    rm "$1.csr" "$1.ext"
}
issue redis "extendedKeyUsage=serverAuth,clientAuth
subjectAltName=$names"
issue client "extendedKeyUsage=clientAuth"

# fill NAME <sample >file
fill() {
    sed -e "s|@NAME@|$1|g" \
        -e "s|@APP_SHA256@|$(sha256 app)|" -e "s|@DOCTOR_SHA256@|$(sha256 doctor)|" -e "s|@ADMIN_SHA256@|$(sha256 admin)|" \
        -e "s|@REPLICA_SHA256@|$(sha256 replica)|" -e "s|@SENTINEL_SHA256@|$(sha256 sentinel)|" \
        -e "s|@REPLICA_PASSWORD@|$(secret replica)|" -e "s|@SENTINEL_PASSWORD@|$(secret sentinel)|"
}

# server NAME TOPOLOGY USERS CONFIGURATION SAMPLES...: the directory of one server; samples are put behind each other
server() {
    name=$1
    directory=$samples/$2
    users=$directory/$3
    file=$4
    shift 4
    mkdir -p "$out/$name/tls" "$out/$name/data"
    cp "$out/tls/ca.crt" "$out/tls/redis.crt" "$out/tls/redis.key" "$out/$name/tls"
    sed '/^#/d' "$users" | fill "$name" >"$out/$name/users.acl"
    (cd "$directory" && cat "$@") | fill "$name" >"$out/$name/$file"
}

server redis standalone users.acl redis.conf redis.conf
server cache standalone users.acl redis.conf redis.conf
cp "$samples/standalone/cache.conf" "$out/cache/cache.conf"
server redis-1 sentinel users.acl redis.conf primary.conf
for i in 2 3; do
    server "redis-$i" sentinel users.acl redis.conf primary.conf replica.conf
done
for i in 1 2 3; do
    server "sentinel-$i" sentinel sentinel-users.acl sentinel.conf sentinel.conf
done
for i in 1 2 3 4 5 6; do
    server "node-$i" cluster users.acl redis.conf node.conf
done
echo "Made passwords, certificates and 14 servers in $out"
