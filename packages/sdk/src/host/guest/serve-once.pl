# Offers what stands on standard input to one HTTP client on a free port, says the port on standard output, and ends.
# Argument: SECONDS to wait for the client.
package ServeOnce;
use strict;
use warnings;
use Socket;

my ($seconds) = @ARGV;
binmode STDIN;
my $body = do { local $/; <STDIN> } // '';
socket my $server, AF_INET, SOCK_STREAM, 0 or die "socket: $!\n";
bind $server, sockaddr_in(0, INADDR_ANY) or die "bind: $!\n";
listen $server, 1 or die "listen: $!\n";
print +(sockaddr_in(getsockname $server))[0], "\n";
$SIG{ALRM} = sub { print STDERR "no client came within $seconds s\n"; POSIX::_exit(28) };
alarm $seconds;
accept my $client, $server or die "accept: $!\n";
while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
print {$client} "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\nConnection: close\r\n\r\n", $body;
close $client;
1;
