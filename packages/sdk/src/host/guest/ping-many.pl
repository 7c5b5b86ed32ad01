# Sends echo requests to many addresses of one family at once, and says of each how many were answered.
# Arguments: COUNT requests each, MILLISECONDS to wait for the last reply, 1 for "don't fragment" or 0, TARGET…
# A TARGET is ADDRESS,MARK,BYTES: the payload is so many bytes, filled with the mark (hex).
# Output: a line for each target, ADDRESS SENT RECEIVED, and what the kernel said when it refused.
package PingMany;
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton IPPROTO_ICMP IPPROTO_ICMPV6);

my ($count, $wait, $whole, @targets) = @ARGV;
my (@addresses, @payloads);
for (@targets) {
  my ($address, $mark, $bytes) = split /,/;
  push @addresses, $address;
  my $filling = pack 'H*', $mark;
  push @payloads, substr $filling x (1 + $bytes / length $filling), 0, $bytes;
}
my $six = ($addresses[0] // '') =~ /:/;
my ($request, $reply) = $six ? (128, 129) : (8, 0);
my $ident = ($$ ^ int rand 65536) & 0xffff;
socket my $socket, $six ? AF_INET6 : AF_INET, SOCK_RAW, $six ? IPPROTO_ICMPV6 : IPPROTO_ICMP or die "socket: $!\n";
# IP_MTU_DISCOVER and IPV6_MTU_DISCOVER, IP_PMTUDISC_DO: the kernel neither cuts a packet nor lets a router do it.
setsockopt $socket, $six ? 41 : 0, $six ? 23 : 10, pack('i', 2) or die "setsockopt: $!\n" if $whole;
my (@sent, @received, @refused, %answered);

for my $round (0 .. $count - 1) {
  send_to($_, $round) for 0 .. $#addresses;
  collect(20);
}
# select says how long it has not waited.
for (my $left = $wait; $left > 0 && %answered < total();) { $left = collect($left) }
for my $nth (0 .. $#addresses) {
  my $line = join ' ', $addresses[$nth], map { $_ // 0 } $sent[$nth], $received[$nth];
  syswrite STDOUT, $line . (defined $refused[$nth] ? " $refused[$nth]" : '') . "\n";
}

sub total { my $sum = 0; $sum += $_ // 0 for @sent; return $sum }

sub send_to {
  my ($nth, $round) = @_;
  my $sequence = $round * @addresses + $nth;
  my $packet = pack 'C2 n3 a*', $request, 0, 0, $ident, $sequence, $payloads[$nth];
  # Of ICMPv6 the kernel makes the checksum: it is over addresses that it chooses.
  substr $packet, 2, 2, pack 'n', checksum($packet) unless $six;
  my $packed = inet_pton($six ? AF_INET6 : AF_INET, $addresses[$nth]) // die "$addresses[$nth] is no address\n";
  my $there = $six ? pack_sockaddr_in6(0, $packed) : pack_sockaddr_in(0, $packed);
  # What a router said of an earlier packet is told once, in place of sending: only what is said again is about this one.
  return $sent[$nth]++ if defined(send $socket, $packet, 0, $there) || defined(send $socket, $packet, 0, $there);
  $refused[$nth] = "$!";
}

# Reads replies for so many milliseconds, or until all are there; gives those that are left.
sub collect {
  my ($left) = @_;
  while ($left > 0 && %answered < total()) {
    my $ready = '';
    vec($ready, fileno $socket, 1) = 1;
    my ($found, $rest) = select $ready, undef, undef, $left / 1000;
    $left = ($rest // 0) * 1000;
    last if $found <= 0;
    recv $socket, my $packet, 65536, 0 // next;
    take($six ? $packet : substr $packet, 4 * (ord($packet) & 15));
  }
  select undef, undef, undef, $left / 1000 if $left > 0 && $left <= 20 && %answered >= total();
  return $left;
}

sub take {
  my ($packet) = @_;
  return if length $packet < 8;
  my ($type, undef, undef, $from, $sequence) = unpack 'C2 n3', $packet;
  return if $type != $reply || $from != $ident || substr($packet, 8) ne $payloads[$sequence % @addresses];
  $received[$sequence % @addresses]++ unless $answered{$sequence}++;
}

sub checksum {
  my ($packet) = @_;
  my $sum = unpack '%32n*', length($packet) % 2 ? "$packet\0" : $packet;
  $sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
  return ~$sum & 0xffff;
}
1;
