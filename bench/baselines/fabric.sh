#!/bin/sh
# The fabric of racks as one writes it by hand: one command, one process. Runs in namespaces of its own:
#   unshare --net --mount --pid --fork --mount-proc sh fabric.sh RACKS NODES_PER_RACK
# Prints: milliseconds for the nodes, milliseconds for the fabric, processes started for the fabric.
set -eu
racks=$1
nodes=$2
mount -t tmpfs tmpfs /run
now() { date +%s%N; }
last_pid() { cat /proc/sys/kernel/ns_last_pid; }

begin=$(now)
ip link add br-kind type bridge
ip addr add 172.18.0.1/16 dev br-kind
ip link set br-kind up
node=0
while [ "$node" -lt $((racks * nodes)) ]; do
  node=$((node + 1))
  ip netns add "server$node"
  ip -n "server$node" link set lo up
  ip link add "kind$node" type veth peer name eth0 netns "server$node"
  ip link set "kind$node" master br-kind
  ip link set "kind$node" up
  ip -n "server$node" addr add "172.18.0.$((node + 1))/16" dev eth0
  ip -n "server$node" link set eth0 up
  ip -n "server$node" route add default via 172.18.0.1
  ip netns exec "server$node" sysctl -q -w net.ipv4.ip_forward=1
done
made=$(now)

first=$(last_pid)
ip netns add gw0
ip -n gw0 link set lo up
ip netns exec gw0 sysctl -q -w net.ipv4.ip_forward=1
rack=0
node=0
while [ "$rack" -lt "$racks" ]; do
  ip link add "br-pool$rack" type bridge
  ip link set "br-pool$rack" up
  ip link add "pool$rack-gw" type veth peer name "eth$((rack + 1))"
  ip link set "eth$((rack + 1))" netns gw0
  ip link set "pool$rack-gw" master "br-pool$rack"
  ip link set "pool$rack-gw" up
  ip -n gw0 addr add "10.1.$rack.1/24" dev "eth$((rack + 1))"
  ip -n gw0 link set "eth$((rack + 1))" up
  place=10
  while [ "$place" -lt $((10 + nodes)) ]; do
    node=$((node + 1))
    ip link add "pool$rack-net$place" type veth peer name net0
    ip link set net0 netns "server$node"
    ip link set "pool$rack-net$place" master "br-pool$rack"
    ip link set "pool$rack-net$place" up
    ip -n "server$node" addr add "10.1.$rack.$place/24" dev net0
    ip -n "server$node" link set net0 up
    ip -n "server$node" route replace default via "10.1.$rack.1"
    place=$((place + 1))
  done
  rack=$((rack + 1))
done
wired=$(now)
last=$(last_pid)
# A refused connection is an answer: the packets cross the gateway.
ip netns exec server1 perl -MIO::Socket::INET -e '
  IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => 9, Timeout => 5);
  die "no answer: $!\n" unless $!{ECONNREFUSED}' "10.1.$((racks - 1)).10"
echo $(((made - begin) / 1000000)) $(((wired - made) / 1000000)) $((last - first))
