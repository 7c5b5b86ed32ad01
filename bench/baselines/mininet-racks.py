"""The racks in Debian's mininet: a Linux bridge a rack, a host a node, a host that forwards as the gateway.

Runs in namespaces of its own, as root: unshare --net --mount --pid --fork --mount-proc /usr/bin/python3 mininet-racks.py RACKS NODES_PER_RACK
Prints the milliseconds for the hosts, and for links and bridges; Python's start and imports are left out.
"""

import sys
from time import perf_counter

from mininet.net import Mininet
from mininet.nodelib import LinuxBridge

racks, nodes = int(sys.argv[1]), int(sys.argv[2])
begin = perf_counter()
net = Mininet(switch=LinuxBridge, controller=None, waitConnected=False)
gateway = net.addHost('gw0', ip=None)
hosts = [
    [
        net.addHost(
            'h%d' % (rack * nodes + node + 1),
            ip='10.1.%d.%d/24' % (rack, 10 + node),
            defaultRoute='via 10.1.%d.1' % rack,
        )
        for node in range(nodes)
    ]
    for rack in range(racks)
]
made = perf_counter()
for rack in range(racks):
    switch = net.addSwitch('s%d' % (rack + 1))
    net.addLink(gateway, switch, intfName1='gw0-eth%d' % (rack + 1), params1={'ip': '10.1.%d.1/24' % rack})
    for host in hosts[rack]:
        net.addLink(host, switch)
net.start()
gateway.cmd('sysctl -q -w net.ipv4.ip_forward=1')
wired = perf_counter()
# A refused connection is an answer: the packets cross the gateway.
answer = hosts[0][0].cmd(
    'perl -MIO::Socket::INET -e \'IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => 9, Timeout => 5);'
    ' print $!{ECONNREFUSED} ? "answers" : "no answer: $!"\' 10.1.%d.10' % (racks - 1)
)
net.stop()
if answer.strip() != 'answers':
    sys.exit('mininet: %s' % answer)
print(round((made - begin) * 1000), round((wired - made) * 1000))
