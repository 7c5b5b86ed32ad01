# Tells the kernel what the plainest lines of `ip` say, without a program for it: most of a lab is such lines, and to
# start `ip` for them takes ten times as long as they do.
#   link set DEVICE [master BRIDGE] [mtu BYTES] [address MAC] up | addr add|replace CIDR dev DEVICE [nodad] |
#   route replace default|CIDR|ADDRESS [via ADDRESS] [dev DEVICE] [scope link] [metric NUMBER] [proto boot]
# They mean what iproute2 makes of them; what it is told by others goes to `ip`.
# https://man7.org/linux/man-pages/man7/rtnetlink.7.html
package Netlink;
use strict;
use warnings;
use Socket qw(AF_INET AF_INET6 SOCK_DGRAM SOCK_RAW inet_pton);

my ($AF_NETLINK, $SIOCGIFINDEX) = (16, 0x8933);
my ($NEWLINK, $NEWADDR, $NEWROUTE) = (16, 20, 24);
my ($REQUEST_ACK, $REPLACE, $EXCLUSIVE, $CREATE) = (0x5, 0x100, 0x200, 0x400);
my ($IFLA_ADDRESS, $IFLA_MTU, $IFLA_MASTER, $IFA_ADDRESS, $IFA_LOCAL) = (1, 4, 10, 1, 2);
my ($RTA_DST, $RTA_OIF, $RTA_GATEWAY, $RTA_PRIORITY) = (1, 4, 5, 6);
my ($IFF_UP, $IFA_F_NODAD, $TABLE_MAIN, $PROTO_BOOT, $SCOPE_LINK, $TYPE_UNICAST) = (1, 2, 254, 3, 253, 1);

my ($ADDRESS, $LENGTH, $DEVICE, $MAC) = (qr/[0-9a-f.:]+/i, qr{/\d+}, qr/\S+/, qr/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/i);
my $TO = qr/(?:default(?= via)|($ADDRESS)($LENGTH)?)/;
my @forms = (
  [qr/^link set ($DEVICE)(?: master ($DEVICE))?(?: mtu (\d+))?(?: address ($MAC))? up$/, \&set_link],
  [qr/^addr (add|replace) ($ADDRESS)($LENGTH) dev ($DEVICE)( nodad)?$/, \&add_address],
  [
    qr/^route replace $TO(?: via ($ADDRESS))?(?: dev ($DEVICE))?( scope link)?(?: metric (\d+))?(?: proto boot)?$/,
    \&replace_route,
  ],
);

# A socket belongs to the namespace that it was made in; making one costs more than asking by it.
my ($kernel, $any);
sub entered { ($kernel, $any) = () }
sub datagram_socket { return $any //= open_socket(AF_INET, SOCK_DGRAM) }

sub open_socket {
  my ($family, $type) = @_;
  socket my $socket, $family, $type, 0 or die "socket: $!\n";
  return $socket;
}

# Whether all of these lines are among those above.
sub knows {
  my @lines = @_;
  for my $line (@lines) { return 0 unless grep { $line =~ $_->[0] } @forms }
  return 1;
}

# Carries a line out in this namespace; dies with what `ip` would say.
sub carry_out {
  my ($line) = @_;
  for (@forms) {
    my ($form, $do) = @$_;
    my @parts = $line =~ $form or next;
    return $do->(@parts);
  }
  die "no line for the kernel: $line\n";
}

sub set_link {
  my ($device, $bridge, $mtu, $mac) = @_;
  my $header = pack 'CxSlLL', 0, 0, index_of($device), $IFF_UP, $IFF_UP;
  $header .= attribute($IFLA_MASTER, pack 'L', index_of($bridge)) if defined $bridge;
  $header .= attribute($IFLA_MTU, pack 'L', $mtu) if defined $mtu;
  $header .= attribute($IFLA_ADDRESS, pack 'H*', $mac =~ tr/://dr) if defined $mac;
  ask($NEWLINK, 0, $header);
}

sub add_address {
  my ($verb, $address, $length, $device, $nodad) = @_;
  my ($family, $bytes) = binary($address);
  my $flags = defined $nodad ? $IFA_F_NODAD : 0;
  my $header = pack 'CCCCL', $family, substr($length, 1), $flags, 0, index_of($device);
  my $how = $CREATE | ($verb eq 'add' ? $EXCLUSIVE : $REPLACE);
  ask($NEWADDR, $how, $header . attribute($IFA_LOCAL, $bytes) . attribute($IFA_ADDRESS, $bytes));
}

# What IPv4 reaches without a gateway has the scope of a link, said or not.
sub replace_route {
  my ($address, $length, $gateway, $device, $on_link, $metric) = @_;
  my ($family, $destination) = defined $address ? binary($address) : (binary($gateway))[0];
  my $bits = defined $length ? substr $length, 1 : 8 * length($destination // '');
  my $scope = $on_link || ($family == AF_INET && !defined $gateway) ? $SCOPE_LINK : 0;
  my $route = pack 'C8L', $family, $bits, 0, 0, $TABLE_MAIN, $PROTO_BOOT, $scope, $TYPE_UNICAST, 0;
  $route .= attribute($RTA_DST, $destination) if defined $destination;
  $route .= attribute($RTA_GATEWAY, (binary($gateway))[1]) if defined $gateway;
  $route .= attribute($RTA_OIF, pack 'l', index_of($device)) if defined $device;
  $route .= attribute($RTA_PRIORITY, pack 'L', $metric) if defined $metric;
  ask($NEWROUTE, $CREATE | $REPLACE, $route);
}

sub binary {
  my ($address) = @_;
  my $family = $address =~ /:/ ? AF_INET6 : AF_INET;
  return ($family, inet_pton($family, $address) // die "Error: any valid prefix is expected rather than \"$address\".\n");
}

sub index_of {
  my ($device) = @_;
  my $request = pack 'a16 x24', $device;
  ioctl datagram_socket(), $SIOCGIFINDEX, $request or die "Cannot find device \"$device\"\n";
  return unpack 'x16 l', $request;
}

sub attribute {
  my ($type, $bytes) = @_;
  my $length = 4 + length $bytes;
  return pack('SS', $length, $type) . $bytes . "\0" x (-$length % 4);
}

# The answer is a number of its own: the error, or 0.
sub ask {
  my ($type, $flags, $body) = @_;
  $kernel //= open_socket($AF_NETLINK, SOCK_RAW);
  syswrite $kernel, pack('LSSLL', 16 + length $body, $type, $REQUEST_ACK | $flags, 1, 0) . $body or die "netlink: $!\n";
  sysread $kernel, my $answer, 4096 or die "netlink: $!\n";
  my $error = unpack 'x16 l', $answer or return;
  $! = -$error;
  die "RTNETLINK answers: $!\n";
}
1;
