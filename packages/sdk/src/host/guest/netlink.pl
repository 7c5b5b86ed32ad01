# Tells the kernel what the plainest lines of `ip` say, without a program for it: most of a lab is such lines, and to
# start `ip` for them takes ten times as long as they do.
#   link set DEVICE [master BRIDGE] up | addr add|replace CIDR dev DEVICE [nodad] | route replace default|CIDR via ADDRESS
# They mean what iproute2 makes of them; what it is told by others goes to `ip`.
# https://man7.org/linux/man-pages/man7/rtnetlink.7.html
package Netlink;
use strict;
use warnings;
use Socket qw(AF_INET AF_INET6 SOCK_DGRAM SOCK_RAW inet_pton);

my ($AF_NETLINK, $SIOCGIFINDEX) = (16, 0x8933);
my ($NEWLINK, $NEWADDR, $NEWROUTE) = (16, 20, 24);
my ($REQUEST_ACK, $REPLACE, $EXCLUSIVE, $CREATE) = (0x5, 0x100, 0x200, 0x400);
my ($IFLA_MASTER, $IFA_ADDRESS, $IFA_LOCAL, $RTA_DST, $RTA_GATEWAY) = (10, 1, 2, 1, 5);
my ($IFF_UP, $IFA_F_NODAD, $TABLE_MAIN, $PROTO_BOOT, $TYPE_UNICAST) = (1, 2, 254, 3, 1);

my ($ADDRESS, $LENGTH, $DEVICE) = (qr/[0-9a-f.:]+/i, qr{/\d+}, qr/\S+/);
my @forms = (
  [qr/^link set ($DEVICE)(?: master ($DEVICE))? up$/, \&set_link],
  [qr/^addr (add|replace) ($ADDRESS)($LENGTH) dev ($DEVICE)( nodad)?$/, \&add_address],
  [qr/^route replace (?:default|($ADDRESS)($LENGTH)) via ($ADDRESS)$/, \&replace_route],
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
  my ($device, $bridge) = @_;
  my $header = pack 'CxSlLL', 0, 0, index_of($device), $IFF_UP, $IFF_UP;
  ask($NEWLINK, 0, $header . (defined $bridge ? attribute($IFLA_MASTER, pack 'L', index_of($bridge)) : ''));
}

sub add_address {
  my ($verb, $address, $length, $device, $nodad) = @_;
  my ($family, $bytes) = binary($address);
  my $flags = defined $nodad ? $IFA_F_NODAD : 0;
  my $header = pack 'CCCCL', $family, substr($length, 1), $flags, 0, index_of($device);
  my $how = $CREATE | ($verb eq 'add' ? $EXCLUSIVE : $REPLACE);
  ask($NEWADDR, $how, $header . attribute($IFA_LOCAL, $bytes) . attribute($IFA_ADDRESS, $bytes));
}

sub replace_route {
  my ($address, $length, $gateway) = @_;
  my ($family, $next_hop) = binary($gateway);
  my $destination = defined $address ? (binary($address))[1] : undef;
  my $bits = defined $length ? substr $length, 1 : 0;
  my $header = pack 'C8L', $family, $bits, 0, 0, $TABLE_MAIN, $PROTO_BOOT, 0, $TYPE_UNICAST, 0;
  my $to = defined $destination ? attribute($RTA_DST, $destination) : '';
  ask($NEWROUTE, $CREATE | $REPLACE, $header . $to . attribute($RTA_GATEWAY, $next_hop));
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
