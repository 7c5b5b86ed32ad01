# Starts routing daemons in the network namespace that it runs in. Standard input has one instruction a line:
#   folder PATH | file PATH LINES (so many lines follow) | daemon PIDFILE ARGV… | accepted LOG
# A daemon that runs already in this namespace is left alone. `accepted` fails where FRR says in its log that it did not
# understand a line of its configuration: it starts all the same.
package StartDaemons;
use strict;
use warnings;

sub runs {
  my ($file, $program) = @_;
  open my $in, '<', $file or return 0;
  my ($pid) = (<$in> // '') =~ /^(\d+)/ or return 0;
  open my $name, '<', "/proc/$pid/comm" or return 0;
  chomp(my $comm = <$name> // '');
  # The number may be another's by now.
  return $comm eq $program && join(':', (stat "/proc/$pid/ns/net")[ 0, 1 ]) eq join(':', (stat '/proc/self/ns/net')[ 0, 1 ]);
}

sub start {
  my ($file, @argv) = @_;
  return if runs($file, $argv[0]);
  unlink $file;
  open my $said, '+>', undef or die "temporary file: $!\n";
  my $pid = fork // die "fork: $!\n";
  if ($pid == 0) {
    POSIX::dup2(fileno $said, $_) for 1, 2;
    $SIG{PIPE} = 'DEFAULT';
    { no warnings; exec { $argv[0] } @argv; }
    syswrite STDERR, "$argv[0]: $!\n";
    POSIX::_exit(127);
  }
  waitpid $pid, 0;
  return if $? == 0;
  seek $said, 0, 0;
  die do { local $/; <$said> } // "$argv[0] ended with $?\n";
}

sub require_accepted {
  my ($log) = @_;
  open my $in, '<', $log or return;
  my @refused = grep { /on config line|% / } <$in>;
  die @refused if @refused;
}

while (my $line = <STDIN>) {
  my ($verb, @words) = split ' ', $line;
  if ($verb eq 'folder') {
    my $path = '';
    mkdir $path .= "/$_" for grep { $_ ne '' } split m{/}, $words[0];
  } elsif ($verb eq 'file') {
    open my $out, '>', $words[0] or die "$words[0]: $!\n";
    print {$out} scalar <STDIN> for 1 .. $words[1];
    close $out or die "$words[0]: $!\n";
  } elsif ($verb eq 'daemon') { start(@words) }
  elsif ($verb eq 'accepted') { require_accepted($words[0]) }
  else { die "no instruction $verb\n" }
}
1;
