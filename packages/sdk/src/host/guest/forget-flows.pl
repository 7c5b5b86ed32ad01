# Makes the kernel forget the connections of some addresses that it tracks in this namespace: what they sent and received,
# before and after a translation. Arguments: ADDRESS...
package ForgetFlows;
use strict;
use warnings;
use Socket qw(inet_pton AF_INET AF_INET6 SOCK_RAW);

# linux/netlink.h, linux/netfilter/nfnetlink.h, linux/netfilter/nfnetlink_conntrack.h
my ($AF_NETLINK, $NETLINK_NETFILTER, $NLMSG_ERROR, $NLMSG_DONE) = (16, 12, 2, 3);
my ($REQUEST, $ACK, $DUMP) = (1, 4, 0x300);
my ($CT_GET, $CT_DELETE) = (0x101, 0x102);
my ($TUPLE_ORIG, $TUPLE_REPLY, $TUPLE_IP) = (1, 2, 1);
my $ENOENT = 2;

my %gone = map { inet_pton(/:/ ? AF_INET6 : AF_INET, $_) // die("$_ is no address\n") => 1 } @ARGV;
socket my $kernel, $AF_NETLINK, SOCK_RAW, $NETLINK_NETFILTER or die "netlink: $!\n";
bind $kernel, pack('S x2 L L', $AF_NETLINK, 0, 0) or die "netlink: $!\n";

sub ask {
  my ($type, $flags, $family, $attributes) = @_;
  my $body = pack('C C n', $family, 0, 0) . $attributes;
  send $kernel, pack('L S S L L', 16 + length $body, $type, $REQUEST | $flags, 1, 0) . $body, 0 or die "netlink: $!\n";
}

# The messages up to the last one, each its type and what follows its header.
sub answers {
  my @answers;
  while (1) {
    defined recv $kernel, my $bytes, 1 << 20, 0 or die "netlink: $!\n";
    while (length $bytes >= 16) {
      my ($length, $type) = unpack 'L S', $bytes;
      die "netlink: a message is cut short\n" if $length < 16 || $length > length $bytes;
      push @answers, [$type, substr $bytes, 16, $length - 16];
      substr($bytes, 0, min(aligned($length), length $bytes)) = '';
      return @answers if $type == $NLMSG_DONE || $type == $NLMSG_ERROR;
    }
  }
}

sub min { $_[0] < $_[1] ? $_[0] : $_[1] }
sub aligned { ($_[0] + 3) & ~3 }

# The values of attributes by number; the two highest bits of a number are flags.
sub attributes {
  my ($bytes) = @_;
  my %values;
  while (length $bytes >= 4) {
    my ($length, $type) = unpack 'S S', $bytes;
    last if $length < 4;
    $values{$type & 0x3fff} = substr $bytes, 4, $length - 4;
    substr($bytes, 0, min(aligned($length), length $bytes)) = '';
  }
  %values;
}

ask($CT_GET, $DUMP, 0, '');
for (answers()) {
  my ($type, $message) = @$_;
  if ($type == $NLMSG_ERROR) {
    my $number = -unpack 'l', $message;
    next if $number == 0;
    $! = $number;
    die "conntrack: $!\n";
  }
  next if $type != $CT_GET - 1;
  my %entry = attributes(substr $message, 4);
  my @ends = map { my %tuple = attributes($entry{$_} // ''); my %ip = attributes($tuple{$TUPLE_IP} // ''); values %ip } $TUPLE_ORIG, $TUPLE_REPLY;
  next if !grep { $gone{$_} } @ends;
  my $tuple = $entry{$TUPLE_ORIG};
  ask($CT_DELETE, $ACK, unpack('C', $message), pack('S S', 4 + length $tuple, $TUPLE_ORIG | 0x8000) . $tuple);
  my ($answer) = answers();
  my $number = -unpack 'l', $answer->[1];
  # It may have ended by itself meanwhile.
  next if $number == 0 || $number == $ENOENT;
  $! = $number;
  die "conntrack: $!\n";
}
1;
