# Waits until the namespace that it runs in has routes to all the given destinations, as the kernel announces them.
# Arguments: SECONDS SOCKETS ROUTE…, a route as 10.98.81.0/26 or fd00::40/122 or, where the device matters,
# 10.98.81.0/26@net0; @!tunl0 is any other device. Says on standard error which are missing at the end. SOCKETS are control
# sockets of routing daemons (a pattern), or - for none.
package AwaitRoutes;
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton AF_INET6);

my ($AF_NETLINK, $SOCK_RAW, $NETLINK_ROUTE, $ROUTE_GROUPS) = (16, 3, 0, 0x40 | 0x400);
my ($seconds, $sockets, @wanted) = @ARGV;
my $patience = 0.1;

# The devices of the routes to each destination, by its bytes and the length of its prefix.
sub routes {
  my %devices;
  open my $routes, '<', '/proc/thread-self/net/route' or die "routes: $!\n";
  while (<$routes>) {
    my @field = split /\t/;
    next if $field[1] !~ /^[0-9A-F]{8}$/;
    my ($address, $mask) = map { unpack 'N', pack 'V', hex } @field[ 1, 7 ];
    push @{ $devices{ pack('N', $address) . '/' . (sprintf('%b', $mask) =~ tr/1//) } }, $field[0];
  }
  # Absent where the kernel has no IPv6.
  open my $routes6, '<', '/proc/thread-self/net/ipv6_route' or return \%devices;
  while (<$routes6>) {
    my @field = split;
    push @{ $devices{ pack('H32', $field[0]) . '/' . hex $field[1] } }, $field[9];
  }
  return \%devices;
}

sub missing {
  my $there = routes();
  return grep {
    my ($address, $length, $not, $device) = m{^([^/]+)/(\d+)(?:@(!?)(\S+))?$} or die "no route: $_\n";
    my $bytes = inet_pton($address =~ /:/ ? AF_INET6 : AF_INET, $address);
    my $found = $there->{"$bytes/$length"} || [];
    !grep { !defined $device || ($not ? $_ ne $device : $_ eq $device) } @$found;
  } @wanted;
}

# BIRD sleeps up to three seconds with an update still to send (sysdep/unix/io.c, io_loop): any call wakes it.
sub wake {
  for my $path ($sockets eq '-' ? () : glob $sockets) {
    socket my $daemon, AF_UNIX, SOCK_STREAM, 0 or next;
    connect $daemon, sockaddr_un($path);
  }
}

# Subscribed before the first look, so that no change falls between.
socket my $changes, $AF_NETLINK, $SOCK_RAW, $NETLINK_ROUTE or die "netlink: $!\n";
bind $changes, pack('S S L L', $AF_NETLINK, 0, 0, $ROUTE_GROUPS) or die "netlink: $!\n";
$SIG{ALRM} = sub { print STDERR join(' ', missing()), "\n"; POSIX::_exit(1) };
alarm $seconds;
while (missing()) {
  vec(my $ready = '', fileno($changes), 1) = 1;
  if (select $ready, undef, undef, $patience) { recv $changes, my $message, 65536, 0 }
  else { wake() }
}
1;
