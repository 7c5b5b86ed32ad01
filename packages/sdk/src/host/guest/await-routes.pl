# Waits until the namespace that it runs in has routes to all the given destinations, as the kernel announces them.
# Arguments: SECONDS SOCKETS ROUTE…, a route as 10.98.81.0/26 or, where the device matters, 10.98.81.0/26@net0. Says on
# standard error which are missing at the end. SOCKETS are control sockets of routing daemons (a pattern), or - for none.
package AwaitRoutes;
use strict;
use warnings;
use Socket;

my ($AF_NETLINK, $SOCK_RAW, $NETLINK_ROUTE, $RTMGRP_IPV4_ROUTE) = (16, 3, 0, 0x40);
my ($seconds, $sockets, @wanted) = @ARGV;
my $patience = 0.1;

sub missing {
  my %there;
  open my $routes, '<', '/proc/thread-self/net/route' or die "routes: $!\n";
  while (<$routes>) {
    my @field = split /\t/;
    next if $field[1] !~ /^[0-9A-F]{8}$/;
    my ($address, $mask) = map { unpack 'N', pack 'V', hex } @field[ 1, 7 ];
    my $destination = inet_ntoa(pack 'N', $address) . '/' . (sprintf('%b', $mask) =~ tr/1//);
    $there{$_} = 1 for $destination, "$destination\@$field[0]";
  }
  return grep { !$there{$_} } @wanted;
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
bind $changes, pack('S S L L', $AF_NETLINK, 0, 0, $RTMGRP_IPV4_ROUTE) or die "netlink: $!\n";
$SIG{ALRM} = sub { print STDERR join(' ', missing()), "\n"; POSIX::_exit(1) };
alarm $seconds;
while (missing()) {
  vec(my $ready = '', fileno($changes), 1) = 1;
  if (select $ready, undef, undef, $patience) { recv $changes, my $message, 65536, 0 }
  else { wake() }
}
1;
