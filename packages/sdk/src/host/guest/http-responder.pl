# A lab pod's web server: answers GET with the file of that name below its root, and / with who it is.
# Arguments: PORT ROOT NAME. It goes into the background once it listens, on all addresses of both families.
package HttpResponder;
use strict;
use warnings;
use Socket qw(:DEFAULT IN6ADDR_ANY IPPROTO_IPV6 IPV6_V6ONLY inet_ntop);

sub address_of {
  my ($name) = @_;
  return inet_ntoa((sockaddr_in($name))[1]) if sockaddr_family($name) == AF_INET;
  # IPv4 comes to a socket of both families in the form ::ffff:10.1.5.10.
  return inet_ntop(AF_INET6, (sockaddr_in6($name))[1]) =~ s/^::ffff:(?=.*\.)//r;
}

my ($port, $root, $name) = @ARGV;
mkdir $root;
# The kernel may have no IPv6.
my $both = socket my $server, AF_INET6, SOCK_STREAM, 0;
$both or socket $server, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
setsockopt $server, IPPROTO_IPV6, IPV6_V6ONLY, pack('i', 0) if $both;
setsockopt $server, SOL_SOCKET, SO_REUSEADDR, pack('i', 1);
bind $server, $both ? sockaddr_in6($port, IN6ADDR_ANY) : sockaddr_in($port, INADDR_ANY) or die "port $port: $!\n";
listen $server, 64 or die "port $port: $!\n";
POSIX::_exit(0) if fork;
open $_->[0], $_->[1], '/dev/null' for [\*STDIN, '<'], [\*STDOUT, '>'], [\*STDERR, '>'];
$SIG{CHLD} = 'IGNORE';
while (1) {
  accept my $client, $server or next;
  if (fork) { close $client; next }
  alarm 30;
  my ($method, $path) = (<$client> // '') =~ m{^(GET|HEAD) (/\S*) HTTP/1};
  while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
  my ($status, $body) = ('404 Not Found', "not found\n");
  my ($own, $peer) = map { address_of($_) } getsockname $client, getpeername $client;
  if (!defined $path) { ($status, $body) = ('400 Bad Request', "GET or HEAD\n") }
  elsif ($path eq '/') { ($status, $body) = ('200 OK', "PodName: $name | PodIP: $own | Client: $peer\n") }
  elsif ($path !~ /\.\./ && -f "$root$path" && open my $file, '<', "$root$path") {
    local $/;
    binmode $file;
    ($status, $body) = ('200 OK', scalar <$file>);
  }
  print {$client} "HTTP/1.1 $status\r\nContent-Length: ", length($body), "\r\nConnection: close\r\n\r\n";
  print {$client} $body if ($method // '') ne 'HEAD';
  close $client;
  POSIX::_exit(0);
}
