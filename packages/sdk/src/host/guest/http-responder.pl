# A lab pod's servers. On a TCP port it speaks HTTP and answers GET with the file of that name below its root, and / with
# who it is; on a UDP port it answers each datagram with who it is. It goes into the background once it listens.
# Arguments: PORTS ROOT NAME; PORTS are tcp/80,udp/53. Where somebody answers already it leaves the port alone.
package HttpResponder;
use strict;
use warnings;
use Errno;
use Socket qw(:DEFAULT inet_ntop pack_sockaddr_in6 unpack_sockaddr_in6 IN6ADDR_ANY IPPROTO_IPV6 IPV6_V6ONLY);

my ($ports, $root, $name) = @ARGV;

sub host_of {
  my ($peer) = @_;
  my $family = sockaddr_family($peer);
  inet_ntop($family, (($family == AF_INET6 ? unpack_sockaddr_in6($peer) : unpack_sockaddr_in($peer)))[1]);
}

sub listener {
  my ($family, $protocol, $port) = @_;
  my $tcp = $protocol eq 'tcp';
  # A kernel without IPv6 has IPv4.
  socket my $server, $family, $tcp ? SOCK_STREAM : SOCK_DGRAM, 0 or $family == AF_INET6 ? return : die "socket: $!\n";
  setsockopt $server, SOL_SOCKET, SO_REUSEADDR, pack('i', 1) if $tcp;
  setsockopt $server, IPPROTO_IPV6, IPV6_V6ONLY, pack('i', 1) if $family == AF_INET6;
  my $any = $family == AF_INET6 ? pack_sockaddr_in6($port, IN6ADDR_ANY) : sockaddr_in($port, INADDR_ANY);
  bind $server, $any or $!{EADDRINUSE} ? return : die "port $port: $!\n";
  !$tcp or listen $server, 64 or $!{EADDRINUSE} ? return : die "port $port: $!\n";
  [$server, $tcp];
}

sub who {
  my ($own, $peer) = @_;
  "PodName: $name | PodIP: $own | Client: $peer\n";
}

sub answer_http {
  my ($client) = @_;
  alarm 30;
  my ($method, $path) = (<$client> // '') =~ m{^(GET|HEAD) (/\S*) HTTP/1};
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
  my ($status, $body) = ('404 Not Found', "not found\n");
  if (!defined $path) { ($status, $body) = ('400 Bad Request', "GET or HEAD\n") }
  elsif ($path eq '/') { ($status, $body) = ('200 OK', who(map { host_of($_) } getsockname $client, getpeername $client)) }
  elsif ($path !~ /\.\./ && -f "$root$path" && open my $file, '<', "$root$path") {
    local $/;
    binmode $file;
    ($status, $body) = ('200 OK', scalar <$file>);
  }
  print {$client} "HTTP/1.1 $status\r\nContent-Length: ", length($body), "\r\nConnection: close\r\n\r\n";
  print {$client} $body if ($method // '') ne 'HEAD';
  close $client;
}

# The kernel says from where it would answer.
sub answer_datagram {
  my ($server) = @_;
  my $peer = recv $server, my $words, 65535, 0;
  return if !defined $peer || $peer eq '';
  socket my $way, sockaddr_family($peer), SOCK_DGRAM, 0 or return;
  connect $way, $peer or return;
  send $server, who(map { host_of($_) } getsockname $way, $peer), 0, $peer;
}

mkdir $root;
my @listeners = map { my @port = split '/'; map { listener($_, @port) } AF_INET, AF_INET6 } split /,/, $ports;
POSIX::_exit(0) if !@listeners || fork;
open $_->[0], $_->[1], '/dev/null' for [\*STDIN, '<'], [\*STDOUT, '>'], [\*STDERR, '>'];
$SIG{CHLD} = 'IGNORE';
while (1) {
  my $waiting = '';
  vec($waiting, fileno $_->[0], 1) = 1 for @listeners;
  next if select(my $ready = $waiting, undef, undef, undef) < 1;
  for (@listeners) {
    my ($server, $tcp) = @$_;
    next if !vec $ready, fileno $server, 1;
    if (!$tcp) { answer_datagram($server); next }
    accept my $client, $server or next;
    if (fork) { close $client; next }
    answer_http($client);
    POSIX::_exit(0);
  }
}
