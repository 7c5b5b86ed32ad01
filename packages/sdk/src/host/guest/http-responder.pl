# A lab pod's web server: answers GET with the file of that name below its root, and / with who it is.
# Arguments: PORT ROOT NAME. It goes into the background once it listens.
package HttpResponder;
use strict;
use warnings;
use Socket;

my ($port, $root, $name) = @ARGV;
mkdir $root;
socket my $server, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
setsockopt $server, SOL_SOCKET, SO_REUSEADDR, pack('i', 1);
bind $server, sockaddr_in($port, INADDR_ANY) or die "port $port: $!\n";
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
  my ($own, $peer) = map { inet_ntoa((sockaddr_in($_))[1]) } getsockname $client, getpeername $client;
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
